import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageRoot } from '../../src/config/package-root.ts';

const file = join(packageRoot, 'test', 'fixtures', 'openai-api', 'openai-api.schema.json');
let ajv: Ajv2020 | undefined;

/** What is wrong with a request or reply, by what OpenAI publishes of it; undefined when nothing is. */
export function openaiProblem(
  definition: 'CreateChatCompletionRequest' | 'CreateChatCompletionResponse' | 'CreateChatCompletionStreamResponse',
  value: unknown,
): string | undefined {
  ajv ??= new Ajv2020({ strict: false, allErrors: true, formats: { uri: true, unixtime: true } }).addSchema(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const validate = ajv.getSchema(`openai-api.schema.json#/$defs/${definition}`);
  if (!validate) throw new Error(`no schema of ${definition}`);
  return validate(value) ? undefined : JSON.stringify(validate.errors);
}
