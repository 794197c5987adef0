/** Random sequences of calls, on a clock of their own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { askerOf, createEvidence, type Failure } from '../../../src/layers/evidence.ts';

const OPEN_DURATION_MS = 10_000;
const MAX_COOL_DOWN_MS = 120_000;
const settings = { calls: 10, openDurationMs: OPEN_DURATION_MS, maxOpenDurationMs: MAX_COOL_DOWN_MS };

const KINDS: readonly Omit<Failure, 'startedAt'>[] = [
  { code: 'UPSTREAM_UNAVAILABLE', isTelling: false },
  { code: 'UPSTREAM_INVALID', isTelling: false },
  { code: 'MODEL_AUTH_FAILED', isTelling: true },
  { code: 'UPSTREAM_RATE_LIMITED', isTelling: true, waitMs: 3_600_000 },
  { code: 'UPSTREAM_UNAVAILABLE', isTelling: true, waitMs: 3_600_000 },
];

/** A model that is asked by callers one after another: who is let through, and what became of it. */
function askedModel() {
  let nowMs = 1_000_000;
  const evidence = createEvidence(settings, () => nowMs);
  const ask = (caller: { tenant: string; requestId: string; text: string }, failure?: Omit<Failure, 'startedAt'>) => {
    const asker = askerOf(caller, [caller.text]);
    const isLetIn = evidence.closingsFor(asker).every(({ untilMs, isProbed }) => untilMs <= nowMs && !isProbed);
    const startedAt = nowMs;
    nowMs += 1;
    if (isLetIn && failure) evidence.failed(asker, { ...failure, startedAt });
    if (isLetIn && !failure) evidence.answered(startedAt);
    return isLetIn;
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ask, pass, evidence };
}

const kind = fc.constantFrom(...KINDS);
const kinds = fc.array(kind, { minLength: 1, maxLength: 5 });
const gap = fc.constantFrom(0, 0, 0, 10, 500, 9_000);

it('keeps nobody from a model that fails one text, whoever sends it and however often', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.nat(5), gap), { maxLength: 200 }), (sent) => {
      const { ask, pass } = askedModel();
      for (const [failure, request, ms] of sent) {
        ask({ tenant: `tenant ${request % 2}`, requestId: `poison ${request}`, text: 'poison' }, failure);
        pass(ms);
      }
      expect(ask({ tenant: 'tenant 0', requestId: 'other', text: 'good' })).toBe(true);
    }),
  );
});

it('keeps no other request from a model that fails every text of one request', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.nat(500), gap), { maxLength: 200 }), (sent) => {
      const { ask, pass } = askedModel();
      for (const [failure, text, ms] of sent) {
        ask({ tenant: 'public', requestId: 'poison', text: `poison ${text}` }, failure);
        pass(ms);
      }
      expect(ask({ tenant: 'public', requestId: 'other', text: 'good' })).toBe(true);
    }),
  );
});

it('keeps no other tenant from a model that fails every text of one tenant', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.nat(500), gap), { maxLength: 200 }), (sent) => {
      const { ask, pass } = askedModel();
      for (const [failure, text, ms] of sent) {
        ask({ tenant: 'attacker', requestId: `poison ${text % 50}`, text: `poison ${text}` }, failure);
        pass(ms);
      }
      expect(ask({ tenant: 'other', requestId: 'other', text: 'good' })).toBe(true);
    }),
  );
});

it('keeps nobody from a model that answers others between failures, and is open again with the next answer', () => {
  const failures = kinds.map((some) => some.slice(0, 1));
  fc.assert(
    fc.property(fc.array(failures, { minLength: 1, maxLength: 100 }), (rounds) => {
      const { ask } = askedModel();
      rounds.forEach((round, place) => {
        for (const failure of round) ask({ tenant: 'public', requestId: `poison ${place}`, text: `poison ${place}` }, failure);
        expect(ask({ tenant: 'public', requestId: `good ${place}`, text: `good ${place}` })).toBe(true);
      });
    }),
  );
});

it('asks a model that fails everybody rarely: ten calls, then two each time after a wait that doubles', () => {
  fc.assert(
    fc.property(kind, fc.integer({ min: 1, max: 3 }), (failure, tenants) => {
      const { ask, pass } = askedModel();
      let asked = 0;
      // A call each second, for an hour.
      for (let call = 0; call < 3_600; call++) {
        const requestId = `request ${call}`;
        if (ask({ tenant: `tenant ${call % tenants}`, requestId, text: `text ${call}` }, failure)) asked += 1;
        pass(1_000);
      }
      const waits = 4 + 3_600_000 / MAX_COOL_DOWN_MS;
      expect(asked).toBeLessThanOrEqual(10 + (tenants + 1) * waits);
    }),
    { numRuns: 15 },
  );
});

it('asks a model that fails one caller’s only text, or request, rarely', () => {
  fc.assert(
    fc.property(kind, fc.boolean(), (failure, isOneText) => {
      const { ask, pass } = askedModel();
      let asked = 0;
      for (let call = 0; call < 3_600; call++) {
        const caller = isOneText ? { requestId: `${call}`, text: 'same' } : { requestId: 'same', text: `${call}` };
        if (ask({ tenant: 'public', ...caller }, failure)) asked += 1;
        pass(1_000);
      }
      expect(asked).toBeLessThanOrEqual(10 + 2 * (4 + 3_600_000 / MAX_COOL_DOWN_MS));
    }),
    { numRuns: 15 },
  );
});

it('needs longer rows of failures where answers have ended many of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 9 }), (row) => {
      const { ask, evidence } = askedModel();
      let sent = 0;
      const fail = (times: number) => {
        for (let time = 0; time < times; time++, sent++)
          ask({ tenant: 'public', requestId: `${sent}`, text: `${sent}` }, { code: 'UPSTREAM_UNAVAILABLE', isTelling: false });
      };
      const answer = () => ask({ tenant: 'public', requestId: 'good', text: 'good' });
      for (let round = 0; round < 20; round++) {
        fail(row);
        expect(answer()).toBe(true);
      }
      fail(3 * row);
      expect(answer()).toBe(true);
      fail(200);
      expect(evidence.wideClosings()).toHaveLength(1);
    }),
  );
});

/** The same numbers in each run, from 0 to 1. */
function* drawn(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

it.each(KINDS.flatMap((failure) => [1, 2, 3].map((seed) => [failure.code, failure.waitMs ?? 0, seed, failure] as const)))(
  'learns that every other text of one tenant fails by %s (%i ms), and answers the rest (%i)',
  (_, __, seed, failure) => {
    const { ask, pass } = askedModel();
    const numbers = drawn(seed);
    let [good, answered] = [0, 0];
    for (let call = 0; call < 5_000; call++) {
      const isPoison = numbers.next().value < 0.5;
      const isLetIn = ask({ tenant: 'public', requestId: `${call}`, text: `${call}` }, isPoison ? failure : undefined);
      if (!isPoison) good += 1;
      if (!isPoison && isLetIn) answered += 1;
      pass(500);
    }
    expect(answered / good).toBeGreaterThan(0.9);
  },
);
