import { describe, expect, it } from 'vitest';
import { overload } from '../../../../backends/onnx/host/admission.ts';
import type { ModelQueue } from '../../../../backends/onnx/host/dispatcher.ts';
import { createQueue } from '../../../../backends/onnx/host/queue.ts';
import { createRate } from '../../../../backends/onnx/host/rate.ts';
import { laneCall } from './support.ts';

/** A model whose batches of 100 tokens take `batchMs`, with so many tokens of each tenant before it. */
function lineOf(model: string, batchMs: number, waiting: Readonly<Record<string, number>> = {}): ModelQueue {
  const modelQueue = { model, queue: createQueue({ maxRows: 8, maxBatchTokens: 1_024 }), rate: createRate() };
  for (let batch = 0; batch < 50; batch++) modelQueue.rate.record(100, batchMs);
  let age = 0;
  for (const [tenant, tokens] of Object.entries(waiting))
    for (let left = tokens; left > 0; left -= 10) {
      const job = { tenant, output: '', items: new Set<never>(), answer() {} };
      modelQueue.queue.add({ job, place: 0, text: 'a text', tokens: 10, age: ++age, failures: 0 });
    }
  return modelQueue;
}

interface Asked {
  inMs: number;
  tenant?: string;
  workers?: number;
  others?: readonly ModelQueue[];
}

function asked(modelQueue: ModelQueue, { inMs, tenant = 'one', workers = 1, others = [] }: Asked) {
  const queues = new Map([modelQueue, ...others].map((each) => [each.model, each]));
  const call = laneCall({ tenant, deadlineAt: performance.now() + inMs });
  return overload(modelQueue, call, { queues, maxTokens: 100_000, workers });
}

describe('a text', () => {
  // 50 batches wait, two are at the worker, one is its own: 1,060 ms, which is to be at most 0.7 of what the caller has left.
  it('is refused when it would be answered after its deadline, and told when there will be room', () => {
    const modelQueue = lineOf('m', 20, { one: 5_000 });
    expect(asked(modelQueue, { inMs: 1_600 })).toBeUndefined();
    const refused = asked(modelQueue, { inMs: 1_000 });
    expect(refused).toMatchObject({ code: 'OVERLOADED' });
    expect((refused?.retryAfterMs ?? 0) / 360).toBeCloseTo(1, 1);
  });

  it('waits less with more workers, and longer where other models take turns', () => {
    const modelQueue = lineOf('m', 20, { one: 5_000 });
    expect(asked(modelQueue, { inMs: 500, workers: 4 })).toBeUndefined();
    const busy = lineOf('slow', 180, { one: 10 });
    expect(asked(modelQueue, { inMs: 9_000, others: [busy] })?.code).toBe('OVERLOADED');
    expect(asked(modelQueue, { inMs: 16_000, others: [busy] })).toBeUndefined();
    expect(asked(modelQueue, { inMs: 1_600, others: [lineOf('idle', 180)] })).toBeUndefined();
  });

  it('of a tenant who has nothing there waits only for its turn, not for the flood of another', () => {
    const modelQueue = lineOf('m', 20, { flood: 50_000 });
    expect(asked(modelQueue, { inMs: 1_000, tenant: 'flood' })?.code).toBe('OVERLOADED');
    expect(asked(modelQueue, { inMs: 1_000, tenant: 'other' })).toBeUndefined();
  });

  it('is admitted where nothing waits, however slow the model was', () => {
    expect(asked(lineOf('m', 5_000), { inMs: 10 })).toBeUndefined();
  });
});
