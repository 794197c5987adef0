import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDispatcher, type ModelQueue } from '../../../../backends/onnx/host/dispatcher.ts';
import { runJob } from '../../../../backends/onnx/host/job.ts';
import { packRows } from '../../../../backends/onnx/host/packed-rows.ts';
import type { ToWorker } from '../../../../backends/onnx/host/protocol.ts';
import { createQueue } from '../../../../backends/onnx/host/queue.ts';
import { createRate } from '../../../../backends/onnx/host/rate.ts';
import type { Outstanding } from '../../../../backends/onnx/host/worker-process.ts';
import type { WorkerSlot } from '../../../../backends/onnx/host/worker-slot.ts';
import { echoed, laneCall } from './support.ts';

type Run = Extract<ToWorker, { kind: 'run' }>;

const MODELS = ['one', 'two'];
const lineOf = (model: string): [string, ModelQueue] => [
  model,
  { model, queue: createQueue({ maxRows: 4, maxBatchTokens: 256 }), rate: createRate() },
];

/** A slot whose worker only remembers what it was told. */
function fakeSeat(): WorkerSlot & { told: Outstanding[] } {
  const told: Outstanding[] = [];
  const worker = {
    tell: (message: ToWorker) => void (message.kind === 'run' && told.push(message)),
    outstanding: () => told,
    kill() {},
  };
  return { worker, loaded: new Set(MODELS), told };
}

function setUp() {
  const slots = [fakeSeat(), fakeSeat()];
  const queues = new Map(MODELS.map(lineOf));
  const dispatcher = createDispatcher(slots, queues);
  const batches: Run[] = [];
  const take = (slot: number): Run | undefined => {
    const run = slots[slot]?.told.shift() as Run | undefined;
    if (run) batches.push(run);
    return run;
  };
  const answer = (run: Run): void => {
    const rows = run.texts.map((text) => ({ windows: [], text, inputTokens: 1, outputTokens: 0 }));
    dispatcher.onAnswer({ kind: 'rows', batch: run.batch, rows: packRows(rows) }, 1);
  };
  return { slots, queues, dispatcher, batches, take, answer };
}

const job = fc.record({
  kind: fc.constant('job' as const),
  model: fc.constantFrom(...MODELS),
  tenant: fc.constantFrom('a', 'b', 'c'),
  output: fc.constantFrom('x', 'y'),
  lengths: fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 }),
});
const event = fc.oneof(
  { weight: 3, arbitrary: job },
  fc.record({
    kind: fc.constantFrom('answer' as const, 'throw' as const, 'crash' as const),
    slot: fc.integer({ min: 0, max: 1 }),
  }),
  fc.record({ kind: fc.constant('leave' as const), job: fc.nat(20) }),
);

describe('the dispatcher', () => {
  it('answers every admitted text exactly once and in its place, whatever workers and callers do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
        const { slots, queues, dispatcher, batches, take, answer } = setUp();
        const callers: { texts: string[]; caller: AbortController; answers: Promise<readonly unknown[]> }[] = [];

        for (const [number, step] of events.entries()) {
          if (step.kind === 'job') {
            const texts = step.lengths.map((length, place) => `${number}.${place} ${'x'.repeat(length)}`);
            const caller = new AbortController();
            const modelQueue = queues.get(step.model);
            const answers = runJob(texts, step.output, laneCall({ tenant: step.tenant, signal: caller.signal }), {
              onStart(started) {
                for (const item of started.items) modelQueue?.queue.add(item);
                dispatcher.wake();
              },
              onLeave(left, items) {
                for (const item of items) modelQueue?.queue.remove(item);
                dispatcher.cancel(left);
              },
            });
            callers.push({ texts, caller, answers: answers.then((rows) => rows.map(echoed)) });
          } else if (step.kind === 'leave') callers[step.job]?.caller.abort();
          else if (step.kind === 'crash') {
            const lost = slots[step.slot]?.told.splice(0) as Run[];
            dispatcher.onLost(lost, lost[0]);
          } else {
            const run = take(step.slot);
            if (run && step.kind === 'answer') answer(run);
            if (run && step.kind === 'throw') dispatcher.onAnswer({ kind: 'threw', batch: run.batch, detail: 'thrown' }, 1);
          }
          await Promise.resolve();
        }
        dispatcher.wake();
        await Promise.resolve();
        while (slots.some(({ told }) => told.length > 0))
          for (const slot of slots.keys()) {
            const run = take(slot);
            if (run) answer(run);
            await Promise.resolve();
          }

        for (const { texts, caller, answers } of callers) {
          const allowed = new Set(['MODEL_FAILED', ...(caller.signal.aborted ? ['CLIENT_CLOSED_REQUEST'] : [])]);
          for (const [place, given] of (await answers).entries())
            if (!allowed.has(String(given))) expect(given).toBe(texts[place]);
        }
        expect(dispatcher.underWay()).toBe(0);
        for (const { queue } of queues.values()) expect([queue.tokens(), queue.tenants()]).toEqual([0, 0]);
        for (const { texts } of batches) expect(texts.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts a batch from texts of one output and one length', async () => {
    const { queues, dispatcher, slots } = setUp();
    const add = (texts: string[], output: string) =>
      runJob(texts, output, laneCall({ deadlineAt: performance.now() + 50 }), {
        onStart(started) {
          for (const item of started.items) queues.get('one')?.queue.add(item);
        },
        onLeave() {},
      });
    const waiting = [add(['a', 'x'.repeat(400), 'b'], 'logits'), add(['c'], 'other')];
    dispatcher.wake();
    await Promise.resolve();
    const cut = slots.flatMap(({ told }) => told).map((run) => (run.kind === 'run' ? `${run.output} ${run.texts.join('')}` : ''));
    expect(cut.sort()).toEqual(['logits ab', `logits ${'x'.repeat(400)}`, 'other c'].sort());
    await Promise.all(waiting);
  });
});
