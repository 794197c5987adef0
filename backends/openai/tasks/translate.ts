import { z } from 'zod';
import type { TranslateOptions, Translation } from '../../../src/task.ts';
import type { TaskPrompt } from '../task-prompt.ts';

/** BCP 47 for a language that is not known. */
const UNDETERMINED = 'und';
const reply = z.object({
  translation: z.string().refine((text) => text.trim() !== ''),
  source: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i)
    .optional(),
});

const translation = (text: string, source: string | undefined, { target }: TranslateOptions): Translation => ({
  text,
  source: source ?? UNDETERMINED,
  target,
});

export const translatePrompt: TaskPrompt<'translate'> = {
  rules: `You translate texts into the target language of the settings, which is a BCP 47 tag. Keep the meaning, the tone, the line breaks and the formatting.
Leave URLs, e-mail addresses, code, emoji, names and placeholders such as {name} as they are. Add nothing and leave nothing out.
When the settings give a formality, address the reader that way throughout. Text that is already in the target language is given back unchanged.`,
  form: '{"translation": "..."} with the translated text, and when the settings give no source also "source": "..." with the BCP 47 tag of the language of the text',
  settings: ({ target, source, formality }) => ({
    target,
    ...(source ? { source } : {}),
    ...(formality ? { formality: formality.toLowerCase() } : {}),
  }),
  fields: ({ source }) => ({ translation: { type: 'string' }, ...(source ? {} : { source: { type: 'string' } }) }),
  read(fields, options) {
    const parsed = reply.safeParse(fields);
    if (!parsed.success) return 'The field translation is missing or empty, or source is not a BCP 47 tag.';
    if (!options.source && !parsed.data.source) return 'The field source is missing.';
    return translation(parsed.data.translation, options.source ?? parsed.data.source, options);
  },
  plain: {
    form: 'the translated text and nothing else',
    read: (text, options) => (text.trim() === '' ? 'The translation is empty.' : translation(text, options.source, options)),
  },
};
