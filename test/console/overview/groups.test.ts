import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../console/src/overview/figures.ts';
import { groupsOf } from '../../../console/src/overview/groups.ts';
import { minutesOf, type Series } from '../../../console/src/overview/minutes.ts';
import { plotData } from '../../../console/src/overview/plot-options.ts';

const minute = 60_000;
const now = 1_000_000 * minute + 30_000;

const seriesOf = (model: string, ...requests: readonly number[]): Series => ({
  task: 'SENTIMENT',
  model,
  tenant: 'public',
  buckets: requests.map((number, ago) => ({
    start: new Date(1_000_000 * minute - ago * minute).toISOString(),
    requests: number,
    texts: number,
    failed: 0,
    cacheHits: 0,
    costUsd: 0,
    unpricedCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    p50Ms: 10 * number,
    p95Ms: 20 * number,
    p99Ms: 30 * number,
  })),
});

describe('the minutes of an hour', () => {
  it('are all there, the quiet ones as zeros without a latency', () => {
    const minutes = minutesOf([seriesOf('a/x', 1), seriesOf('a/y', 2)], 3, now);
    expect(minutes.map(({ requests }) => requests)).toEqual([0, 0, 3]);
    expect(minutes.map(({ p95Ms }) => p95Ms)).toEqual([null, null, 40]);
  });
});

describe('groups', () => {
  it('come with the busiest first, and nothing is lost where there are too many to draw', () => {
    const series = Array.from({ length: 9 }, (_, place) => seriesOf(`a/${place}`, place + 1));
    const groups = groupsOf(series, 'model', 2, now);
    expect(groups.map(({ name }) => name)).toEqual(['a/8', 'a/7', 'a/6', 'a/5', 'a/4', 'all others']);
    expect(groups.map(({ minutes }) => minutes.at(-1)?.requests)).toEqual([9, 8, 7, 6, 5, 10]);
  });

  it('have a name even where nobody answered', () => {
    expect(groupsOf([seriesOf('', 1)], 'model', 1, now)[0]?.name).toBe('no model');
    expect(groupsOf([seriesOf('', 1)], 'task', 1, now)[0]?.name).toBe('Sentiment');
  });
});

describe('what is drawn', () => {
  it('stands on each other, the whole first, so that every part is seen', () => {
    const series = [seriesOf('a/x', 1, 2), seriesOf('a/y', 5, 5)];
    const [requests] = figuresOf(minutesOf(series, 2, now), groupsOf(series, 'model', 2, now));
    expect(requests?.lines.map(({ name, values }) => [name, ...values])).toEqual([
      ['a/y', 5, 5],
      ['a/x', 2, 1],
    ]);
    expect(requests && plotData(requests).slice(1)).toEqual([
      [7, 6],
      [5, 5],
    ]);
  });

  it('is no cost where no price is known, and what is known where some are', () => {
    const priced = (costUsd: number, unpricedCalls: number) => ({
      ...seriesOf('a/x', 1),
      buckets: seriesOf('a/x', 1).buckets.map((bucket) => ({ ...bucket, costUsd, unpricedCalls })),
    });
    const costOf = (...series: readonly Series[]) =>
      figuresOf(minutesOf(series, 2, now), undefined).find(({ title }) => title === 'Cost')?.lines[0]?.values;
    expect(costOf(priced(0, 3))).toEqual([0, null]);
    expect(costOf(priced(0, 3), priced(2, 0))).toEqual([0, 2]);
    expect(costOf(priced(0, 0))).toEqual([0, 0]);
  });

  it('leaves a gap in a latency where nothing was asked', () => {
    const latency = figuresOf(minutesOf([seriesOf('a/x', 1)], 2, now), undefined).find(({ title }) => title === 'Latency');
    expect(latency && plotData(latency)[1]).toEqual([null, 10]);
  });
});
