/** The fields of the four tasks: arguments in, one gateway call, values out. */
import { GatewayError } from '../src/errors.ts';
import type { GatewayOutcome } from '../src/gateway.ts';
import { MAX_BATCH_ITEMS, MAX_DETECT_LENGTH } from '../src/limits.ts';
import type { Task } from '../src/task.ts';
import { askedBy } from './asked.ts';
import { batchSummary } from './batch-summary.ts';
import type { RequestContext } from './context.ts';
import { failed, type Gathered } from './gather.ts';
import { OPTIONS, type TaskInput, type TextInput } from './inputs.ts';
import { resultOf } from './results.ts';

type One<T extends Task> = { input: TaskInput<T> & { text: string } };
type Many<T extends Task> = { input: TaskInput<T> & { items: readonly TextInput[] } };

export const taskFields = {
  Query: {
    classify: single('classify'),
    sentiment: single('sentiment'),
    translate: single('translate'),
    summarize: single('summarize'),
    classifyBatch: batch('classify'),
    sentimentBatch: batch('sentiment'),
    translateBatch: batch('translate'),
    summarizeBatch: batch('summarize'),
    detectLanguage: (_: unknown, { text }: { text: string }, { gateway }: RequestContext) => {
      if (text.length <= MAX_DETECT_LENGTH) return gateway.detectLanguage(text);
      throw new GatewayError(
        'BAD_USER_INPUT',
        `\`text\` has ${text.length} UTF-16 units; at most ${MAX_DETECT_LENGTH} are read.`,
      );
    },
  },
};

function single<T extends Task>(task: T) {
  return async (_: unknown, { input }: One<T>, context: RequestContext) => {
    const { outcomes, latencyMs } = await run(task, [input.text], input, context);
    const [outcome] = outcomes;
    if (!outcome) throw new Error('no outcome for a text');
    return resultOf(task, outcome, { requestId: context.caller.requestId, latencyMs });
  };
}

function batch<T extends Task>(task: T) {
  return async (_: unknown, { input }: Many<T>, context: RequestContext) => {
    const { items } = input;
    checkSize(items.length);
    const { outcomes, latencyMs } = await run(
      task,
      items.map(({ text }) => text),
      input,
      context,
    );
    const circumstances = { requestId: context.caller.requestId, latencyMs };
    return {
      items: outcomes.map((outcome, index) => {
        const item = { index, key: items[index]?.key, result: resultOf(task, atItem(outcome, index), circumstances) };
        const turn = context.pace(valuesOf(outcome));
        return turn ? turn.then(() => item) : item;
      }),
      summary: batchSummary(outcomes),
    };
  };
}

/** How many values the answer to one text has, about. */
function valuesOf<T extends Task>({ result }: GatewayOutcome<T>): number {
  const scores = result instanceof GatewayError || !('scores' in result.value) ? 0 : result.value.scores.length;
  return 10 + 3 * scores;
}

/** Errors name the field `text`, which a batch has in each item. */
function atItem<T extends Task>(outcome: GatewayOutcome<T>, index: number): GatewayOutcome<T> {
  const { result } = outcome;
  if (!(result instanceof GatewayError) || result.path?.[0] !== 'text') return outcome;
  const { code, message, cause, retryAfterMs, supported, path } = result;
  const placed = new GatewayError(code, message, { cause, retryAfterMs, supported, path: ['items', String(index), ...path] });
  return { ...outcome, result: placed };
}

function run<T extends Task>(
  task: T,
  texts: readonly string[],
  input: TaskInput<T>,
  { gather, caller }: RequestContext,
): Promise<Gathered<T>> {
  const asked = askedBy(input.routing, caller.longestMs);
  if (asked instanceof GatewayError) {
    caller.cacheHint?.never();
    return Promise.resolve({ outcomes: texts.map(() => failed<T>(asked)), latencyMs: 0 });
  }
  return gather(task, texts, OPTIONS[task](input), asked);
}

function checkSize(items: number): void {
  if (items > MAX_BATCH_ITEMS)
    throw new GatewayError('BAD_USER_INPUT', `\`items\` may have at most ${MAX_BATCH_ITEMS} items; it has ${items}.`);
}
