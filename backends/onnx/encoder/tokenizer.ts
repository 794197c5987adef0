/** Text to token ids. The file's own truncation and padding are left out, and no text can name a special token. */
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';

const tokenizerFile = z.looseObject({
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).default([]),
  model: z.looseObject({ unk_token: z.string().nullish() }),
});

const LONE_SURROGATE = /\p{Surrogate}/gu;

export interface TextTokenizer {
  /** Special tokens that go before and after every window. */
  before: readonly number[];
  after: readonly number[];
  padId: number;
  /** The ids of the text alone: any length, none of them special but the one for what is unknown. */
  encode(text: string): readonly number[];
}

/** The special tokens that the file's template puts around a text. */
function template(json: object, config: object): Pick<TextTokenizer, 'before' | 'after'> {
  const tokenizer = new Tokenizer(json, config);
  const whole: readonly number[] = tokenizer.encode('a').ids;
  const bare: readonly number[] = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const start = whole.indexOf(bare[0] ?? -1);
  return { before: whole.slice(0, start), after: whole.slice(start + bare.length) };
}

/** Takes the parsed `tokenizer.json` and `tokenizer_config.json`. Throws where they are not a tokenizer. */
export function createTokenizer(json: unknown, config: object): TextTokenizer {
  const file = tokenizerFile.parse(json);
  const special = new Map(file.added_tokens.map(({ id, content }) => [id, content]));
  const idOf = (token: string | null | undefined): number | undefined =>
    file.added_tokens.find(({ content }) => content === token)?.id;
  const padToken = z.object({ pad_token: z.string() }).safeParse(config).data?.pad_token ?? '[PAD]';
  const unknown = idOf(file.model.unk_token) ?? 0;
  // Without added tokens the text "[SEP]" is a bracket, a word and a bracket.
  const plain = new Tokenizer({ ...file, added_tokens: [], truncation: null, padding: null }, config);
  return {
    ...template(file, config),
    padId: idOf(padToken) ?? 0,
    encode(text) {
      const ids: readonly number[] = plain.encode(text.replace(LONE_SURROGATE, '\ufffd'), { add_special_tokens: false }).ids;
      // Some vocabularies hold "</s>" as a word of its own.
      return ids.map((id) => (special.has(id) ? unknown : id));
    },
  };
}
