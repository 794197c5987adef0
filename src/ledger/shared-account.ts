import type { Account, Attempt, BackgroundKind, Charge } from '../account.ts';
import { withChanges } from '../with-changes.ts';
import { callsIn, Trails } from './account.ts';

/** One of those who wait for a call that several share. */
export interface Waiter {
  account: Account;
  /** What it waits for; at least one. */
  texts: readonly string[];
}

/**
 * The account of a call that several wait for. It is paid by whoever has waited the longest and still does: who started it, unless that
 * one has left, or the last one to leave. Each who waits is told what was tried.
 */
export class SharedAccount implements Account {
  readonly #trails = new Trails();
  readonly #waiters = new Set<Waiter>();
  /** What is left to who started it: it hears of these attempts as it leaves. */
  readonly #left: ReadonlyMap<string, number>;
  #payer: Waiter;

  constructor(starter: Waiter) {
    this.#left = new Map(starter.texts.map((text) => [text, starter.account.attemptsLeft(text)]));
    this.#payer = starter;
  }

  open(): void {
    this.#payer.account.open();
  }

  join(waiter: Waiter): void {
    waiter.account.open();
    if (this.#waiters.size === 0) this.#payer = waiter;
    this.#waiters.add(waiter);
  }

  /** Tells the waiter what was tried for it so far. */
  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    const [next] = this.#waiters;
    if (this.#payer === waiter && next) this.#payer = next;
    for (const text of new Set(waiter.texts)) for (const attempt of this.#trails.of(text)) waiter.account.note(text, attempt);
  }

  /** How many still wait. */
  get size(): number {
    return this.#waiters.size;
  }

  /** Who pays for a text that it did not ask for has it among its own. */
  charge(charge: Charge): void {
    const { account, texts } = this.#payer;
    const own = new Set(texts);
    const isForeign = charge.texts.some((text) => !own.has(text));
    const paid = isForeign ? charge.texts.map((text) => (own.has(text) ? text : (texts[0] ?? text))) : charge.texts;
    account.charge(isForeign ? withChanges(charge, { texts: paid }) : charge);
  }

  note(text: string, attempt: Attempt): void {
    this.#trails.note(text, attempt);
  }

  trail(text: string): readonly Attempt[] {
    return this.#trails.of(text);
  }

  attemptsLeft(text: string): number {
    return (this.#left.get(text) ?? 0) - callsIn(this.#trails.of(text));
  }

  background(kind: BackgroundKind): Account {
    return this.#payer.account.background(kind);
  }
}
