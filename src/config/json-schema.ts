import { z } from 'zod';
import { type KindSchemas, settingsSchema } from './schema.ts';

/** The JSON Schema of what may stand in a settings file: for editors, and for the reference page. */
export function settingsJsonSchema(kinds: KindSchemas): object {
  return z.toJSONSchema(settingsSchema(kinds), { io: 'input', unrepresentable: 'any' });
}
