import { ERROR_TEXTS, type ErrorCode } from '../../src/errors.ts';
import type { Gateway, ModelEntry } from '../../src/gateway.ts';
import { type Options, TASKS, type Task } from '../../src/task.ts';
import { type Answered, isRefused } from '../ask/ask.ts';
import { askGateway } from '../ask/ask-gateway.ts';
import { answerLine } from '../output/answer-line.ts';
import { PLAIN_INK } from '../output/ink.ts';
import type { Check } from './check.ts';

const TRIALS: { readonly [T in Task]: { text: string; options: Options<T> } } = {
  classify: {
    text: 'My parcel has not arrived yet.',
    options: { labels: [{ name: 'delivery' }, { name: 'payment' }], multiLabel: false },
  },
  sentiment: { text: 'The new version is wonderful.', options: {} },
  translate: { text: 'Good morning, everyone.', options: { source: 'en', target: 'pt' } },
  summarize: {
    text: 'The bridge was closed on Monday. Engineers had found a crack in a pillar. It will open again in May, the city says.',
    options: { length: 'SHORT', format: 'PARAGRAPH' },
  },
};

/** The state of every model, then one real text for each task. */
export async function checkTasks(gateway: Gateway, signal: AbortSignal): Promise<Check[]> {
  const checks = gateway.models().flatMap(checkModel);
  for (const task of TASKS) checks.push(await checkTask(gateway, task, signal)); // one at a time, so that each latency is its own
  return checks;
}

function checkModel({ id, health }: ModelEntry): Check[] {
  if (health.state === 'READY') return [];
  const advice = 'Repair the model folder, or take it out of the models folder.';
  return [{ name: id, state: 'warning', found: health.detail ?? health.state, advice }];
}

async function checkTask<T extends Task>(gateway: Gateway, task: T, signal: AbortSignal): Promise<Check> {
  const { text, options } = TRIALS[task];
  const begun = performance.now();
  const [reply] = await askGateway(gateway, { task, options })([text], signal);
  const latency = `${Math.round(performance.now() - begun)} ms`;
  if (!reply || isRefused(reply)) {
    const { code = 'INTERNAL_SERVER_ERROR', message = 'no answer' } = reply?.error ?? {};
    return { name: task, state: 'failed', found: `${code}: ${message}`, advice: ERROR_TEXTS[code as ErrorCode] };
  }
  return { name: task, state: 'ok', found: `${latency}, ${reply.model}: ${plainLine(task, reply)}` };
}

function plainLine<T extends Task>(task: T, reply: Answered<T>): string {
  return answerLine(task, reply, PLAIN_INK).replace(/\s+/g, ' ');
}
