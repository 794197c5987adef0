import { expect, it } from 'vitest';
import type { Charge } from '../../../src/account.ts';
import { addCharge, noSpend, spendOf } from '../../../src/ledger/spend.ts';
import type { Usage } from '../../../src/model.ts';

const model = { id: 'm', version: '1', backend: 'cloud' };
const usage = (inputTokens: number, costUsd?: number): Usage => ({ inputTokens, outputTokens: 1, costUsd, estimated: false });
const charge = (...usages: readonly (Usage | undefined)[]): Charge => ({
  kind: 'ANSWER',
  model,
  texts: usages.map((_, index) => `text ${index}`),
  usages,
  calls: 1,
});
const sharesOf = (one: Charge) => one.usages.map((used) => ({ charge: one, usage: used }));

it('adds up what is known, and counts beside it the calls of which something is not', () => {
  const sum = noSpend();
  for (const one of [charge(usage(1, 0.5)), charge(usage(2, 0.25), usage(3)), charge(undefined)]) addCharge(sum, one);
  expect(sum).toEqual({ calls: 3, inputTokens: 6, outputTokens: 3, costUsd: 0.75, unpricedCalls: 1, estimated: false });
});

it('counts a call once, whatever number of its texts are in the sum', () => {
  const together = charge(usage(1, 0.5), usage(2, 0.25));
  expect(spendOf(sharesOf(together))).toMatchObject({ calls: 1, costUsd: 0.75 });
  expect(spendOf(sharesOf(together).slice(1))).toMatchObject({ calls: 1, costUsd: 0.25 });
});

it('counts a text once that stands in several places', () => {
  const [share] = sharesOf(charge(usage(7, 1)));
  if (!share) throw new Error('there is one');
  expect(spendOf([share, share])).toMatchObject({ calls: 1, inputTokens: 7, costUsd: 1 });
});

it('says that tokens are estimated where some of them are', () => {
  expect(spendOf(sharesOf(charge({ ...usage(2), estimated: true }, usage(1)))).estimated).toBe(true);
});
