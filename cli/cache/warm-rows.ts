import { z } from 'zod';
import type { Options, Task } from '../../src/task.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';

const label = z.strictObject({ name: z.string(), description: z.string().optional(), examples: z.array(z.string()).optional() });
const text = z.string().min(1);
const language = z.string().optional();

/** A line of the file: a task, its text, and the options it will be asked with. */
const row = z.discriminatedUnion('task', [
  z.strictObject({
    task: z.literal('classify'),
    text,
    labels: z.array(label).optional(),
    classifier: z.string().optional(),
    multiLabel: z.boolean().default(false),
    threshold: z.number().optional(),
    language,
  }),
  z.strictObject({ task: z.literal('sentiment'), text, language }),
  z.strictObject({
    task: z.literal('translate'),
    text,
    target: z.string(),
    source: z.string().optional(),
    formality: z.enum(['FORMAL', 'INFORMAL']).optional(),
  }),
  z.strictObject({
    task: z.literal('summarize'),
    text,
    length: z.enum(['SHORT', 'MEDIUM', 'LONG']).default('MEDIUM'),
    format: z.enum(['PARAGRAPH', 'BULLETS', 'HEADLINE']).default('PARAGRAPH'),
    language,
  }),
]);

export interface WarmGroup {
  task: Task;
  options: Options<Task>;
  texts: string[];
}

const MAX_TEXTS = 100;

/**
 * Gathers lines of JSON into lists of at most 100 texts that share task and options. Empty lines are passed over.
 * Throws a usage failure that names the first line which is not a row.
 */
export async function* groupRows(lines: AsyncIterable<readonly string[]>): AsyncGenerator<WarmGroup> {
  const groups = new Map<string, WarmGroup>();
  let number = 0;
  for await (const some of lines) {
    for (const line of some) {
      number += 1;
      if (line.trim() === '') continue;
      const { task, text: given, ...options } = parseRow(line, number);
      const key = JSON.stringify([task, options]);
      const group = groups.get(key) ?? { task, options: options as Options<Task>, texts: [] };
      group.texts.push(given);
      if (group.texts.length < MAX_TEXTS) groups.set(key, group);
      else {
        groups.delete(key);
        yield group;
      }
    }
  }
  yield* groups.values();
}

function parseRow(line: string, number: number) {
  const { data, error } = row.safeParse(parseJson(line));
  if (data) return data;
  const [issue] = error.issues;
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new CliFailure(`Line ${number} is not a row such as {"task":"sentiment","text":"…"}${where}: ${issue?.message}.`, {
    exitCode: EXIT_CODE.usage,
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
