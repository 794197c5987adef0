import { beforeAll, describe, expect, it } from 'vitest';
import { countModelRuns, type RunCount } from '../../bench/support/count-model-runs.ts';

describe('one query with many texts', () => {
  let counted: { aliased: RunCount; listed: RunCount };
  beforeAll(async () => {
    counted = await countModelRuns(20, 50);
  });

  it('runs 20 aliased fields in as few batches as their lengths allow', () => {
    expect(counted.aliased.runs).toBeGreaterThan(0);
    expect(counted.aliased.runs).toBeLessThanOrEqual(counted.aliased.most);
  });

  it('runs 50 items of a list in as few batches as their lengths allow', () => {
    expect(counted.listed.runs).toBeGreaterThan(0);
    expect(counted.listed.runs).toBeLessThanOrEqual(counted.listed.most);
  });
});
