import type { Account, Attempt, BackgroundKind, CallKind, Charge } from '../account.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';
import { addCharge, noSpend, type Share, type Spend } from './spend.ts';

/** What a request has spent so far: calls that were given up, and those that nobody waits for, are booked after its end. */
export interface Bill {
  /** For its answers. */
  asked: Spend;
  /** Refreshes and shadows that it caused. */
  background: Spend;
}

/** A real call, and for whom. */
export interface Booking {
  task: Task;
  tenant: string;
  charge: Charge;
}

/** Whose account it is. */
interface Owner {
  task: Task;
  tenant: string;
  books: { booked(booking: Booking): void };
}

const NO_ATTEMPTS: readonly Attempt[] = Object.freeze([]);
const NO_SHARES: readonly Share[] = Object.freeze([]);

/** What was tried for each text. */
export class Trails {
  readonly #byText = new Map<string, Attempt[]>();

  /** In the order in which models were asked: who began first may end last. */
  note(text: string, attempt: Attempt): void {
    const trail = this.#byText.get(text);
    if (!trail) {
      this.#byText.set(text, [attempt]);
      return;
    }
    const startedAt = attempt.times?.enqueuedAt ?? Number.POSITIVE_INFINITY;
    const later = trail.findIndex(({ times }) => times !== undefined && times.enqueuedAt > startedAt);
    trail.splice(later < 0 ? trail.length : later, 0, attempt);
  }

  of(text: string): readonly Attempt[] {
    return this.#byText.get(text) ?? NO_ATTEMPTS;
  }
}

/** How many of the attempts were real calls. */
export function callsIn(trail: readonly Attempt[]): number {
  let calls = 0;
  for (const { outcome } of trail) if (!outcome.startsWith('SKIPPED')) calls += 1;
  return calls;
}

/** The account of one request, without a cap. A class, since one is made for every request; what most do not need is made when it is. */
export class RequestAccount implements Account {
  #trails: Trails | undefined;
  #shares: Map<string, Share[]> | undefined;
  #bill: Bill | undefined;
  readonly #owner: Owner | undefined;

  /** Whoever keeps the books of `owner` hears of every call. */
  constructor(owner?: Owner) {
    this.#owner = owner;
  }

  /** Present once anything was tried or begun for the request. */
  get bill(): Bill | undefined {
    return this.#bill;
  }

  charge(charge: Charge): void {
    const { kind, texts, usages } = charge;
    const isAsked = kind === 'ANSWER' || kind === 'EMBEDDING';
    addCharge(isAsked ? this.#opened().asked : this.#opened().background, charge);
    for (const [index, text] of isAsked ? texts.entries() : []) this.#sharesOf(text).push({ charge, usage: usages[index] });
    if (!this.#owner) return;
    const { books, task, tenant } = this.#owner;
    books.booked({ task, tenant, charge });
  }

  note(text: string, attempt: Attempt): void {
    this.open();
    this.#trails ??= new Trails();
    this.#trails.note(text, attempt);
  }

  trail(text: string): readonly Attempt[] {
    return this.#trails?.of(text) ?? NO_ATTEMPTS;
  }

  attemptsLeft(_text: string): number {
    return Number.POSITIVE_INFINITY;
  }

  background(kind: BackgroundKind): Account {
    this.open();
    return new Background(this, kind);
  }

  /** What the text took of each call that carried it: also of those that are booked later, where anything was begun. */
  shares(text: string): readonly Share[] {
    return this.#bill ? this.#sharesOf(text) : NO_SHARES;
  }

  open(): void {
    this.#opened();
  }

  #opened(): Bill {
    this.#bill ??= { asked: noSpend(), background: noSpend() };
    return this.#bill;
  }

  #sharesOf(text: string): Share[] {
    this.#shares ??= new Map();
    const known = this.#shares.get(text) ?? [];
    if (known.length === 0) this.#shares.set(text, known);
    return known;
  }
}

/** How many real calls of a text are worth it that nobody waits for. */
const MAX_BACKGROUND_CALLS = 3;

/** Books as its own kind what nobody waits for. */
class Background implements Account {
  readonly #trails = new Trails();
  readonly #account: Account;
  readonly #kind: CallKind;

  constructor(account: Account, kind: CallKind) {
    this.#account = account;
    this.#kind = kind;
  }

  open(): void {
    this.#account.open();
  }

  charge(charge: Charge): void {
    this.#account.charge(withChanges(charge, { kind: this.#kind }));
  }

  note(text: string, attempt: Attempt): void {
    this.#trails.note(text, attempt);
  }

  trail(text: string): readonly Attempt[] {
    return this.#trails.of(text);
  }

  attemptsLeft(text: string): number {
    return Math.max(0, MAX_BACKGROUND_CALLS - callsIn(this.trail(text)));
  }

  background(): Account {
    return this;
  }
}

/** The account, with a cap on the real calls of each text. */
export class CappedAccount implements Account {
  readonly #account: Account;
  readonly #most: number;

  constructor(account: Account, most: number) {
    this.#account = account;
    this.#most = most;
  }

  open(): void {
    this.#account.open();
  }

  charge(charge: Charge): void {
    this.#account.charge(charge);
  }

  note(text: string, attempt: Attempt): void {
    this.#account.note(text, attempt);
  }

  trail(text: string): readonly Attempt[] {
    return this.#account.trail(text);
  }

  attemptsLeft(text: string): number {
    return Math.max(0, Math.min(this.#account.attemptsLeft(text), this.#most - callsIn(this.#account.trail(text))));
  }

  background(kind: BackgroundKind): Account {
    return this.#account.background(kind);
  }
}
