/** The marks that chat models and their templates put around what they think, what they answer, and whole turns. All in lower case. */

/**
 * What is thought aloud stands between the two. Sentences are no marks: Granite 3.2, told by its template to think, writes `Here is my thought
 * process:` and `Here is my response:`, which a translation or a summary of such a text has as well. As JSON such a reply is none, so for
 * labels it is asked for again; for streams the template has to be told not to think.
 */
export const REASONING: ReadonlyMap<string, string> = new Map([
  ...[
    'think',
    'thinking',
    'thought',
    'thoughts',
    'reasoning',
    'reflection',
    'analysis',
    'scratchpad',
    'scratch_pad',
    'seed:think',
  ].map((name) => [`<${name}>`, `</${name}>`] as const),
  ['[think]', '[/think]'],
  ['◁think▷', '◁/think▷'],
  ['<|think|>', '<|/think|>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|start_thinking|>', '<|end_thinking|>'],
  ['<|channel>', '<channel|>'],
  ['<unused94>', '<unused95>'],
]);

export const REASONING_END: ReadonlySet<string> = new Set(REASONING.values());

/** The answer stands between the two. */
const ANSWERS: readonly (readonly [string, string])[] = [
  ['<answer>', '</answer>'],
  ['<response>', '</response>'],
  ['<final_answer>', '</final_answer>'],
  ['<|begin_of_solution|>', '<|end_of_solution|>'],
  ['<|start_response|>', '<|end_response|>'],
  ['[begin final response]', '[end final response]'],
];

export const ANSWER_BEGIN: ReadonlySet<string> = new Set(ANSWERS.map(([begin]) => begin));

/** What begins a turn, with what ends its header: then the turn's text begins. */
export const HEADERS: ReadonlyMap<string, string> = new Map([
  ['<|start|>', '<|message|>'],
  ['<|channel|>', '<|message|>'],
  ['<|im_start|>', '\n'],
  ['<start_of_turn>', '\n'],
  ['<|turn>', '\n'],
  ['<|start_header_id|>', '<|end_header_id|>'],
  ['<|start_of_role|>', '<|end_of_role|>'],
  [']~b]', '\n'],
]);

/** What may stand before a turn's text. */
export const TURN_BEGIN: ReadonlySet<string> = new Set([
  '<s>',
  '<bos>',
  '<|begin_of_text|>',
  '<|startoftext|>',
  '<seed:bos>',
  ']~!b[',
  '<|assistant|>',
  '[|assistant|]',
  '<|message|>',
  '<｜assistant｜>',
  '<｜begin▁of▁sentence｜>',
]);

/** What ends a turn, or the answer in it. */
export const TURN_END: ReadonlySet<string> = new Set([
  '</s>',
  '<eos>',
  '<seed:eos>',
  '<|eos|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|eot|>',
  '<|eom_id|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<end_of_turn>',
  '<turn|>',
  '<|end_of_turn|>',
  '<|end_of_turn_token|>',
  '<|endofturn|>',
  '<|user|>',
  '<|system|>',
  '<｜user｜>',
  '<｜end▁of▁sentence｜>',
  '<|end▁of▁sentence|>',
  '[inst]',
  '[/inst]',
  '[|endofturn|]',
  '[e~[',
  '[|user|]',
  '[|system|]',
  ...ANSWERS.map(([, end]) => end),
]);

/** Whatever has the form of a mark. Most of it is none, such as the tags of HTML. */
const FORM =
  /<\/?[a-z][a-z0-9_:]{0,24}>|<\|[^\s|<>]{1,40}\|?>|<[a-z_]{1,24}\|>|<｜[^\s｜<>]{1,40}｜>|\[\/?[a-z][a-z_ ]{2,24}\]|\[\|[a-z_]{1,24}\|\]|\[e~\[|\]~b\]|\]~!b\[|◁\/?think▷/giu;

/** A form that only tokens of a vocabulary have. */
const TOKEN = /^(?:<\|[^|]+\|>|<｜[^｜]+｜>)$/u;

/** The end of a text that more text could make a mark. */
const BEGUN = /(?:<[/|｜]?[^\s<>]{0,41}|\[[/|]?[a-z_ ]{0,24}\|?|\[e~|\](?:~(?:!?b?)?)?|◁\/?[a-z]{0,5})$/iu;
const LONGEST = 48;

const TABLES = [REASONING, REASONING_END, ANSWER_BEGIN, HEADERS, TURN_BEGIN, TURN_END];

/** True for a mark that is known here, and for a token of a vocabulary, which is never a part of an answer. */
const isMark = (form: string) => TABLES.some((table) => table.has(form)) || TOKEN.test(form);

export interface Mark {
  /** In lower case. */
  name: string;
  start: number;
  end: number;
}

/** The first mark of a text that `counts`. */
export function firstMark(text: string, counts: (name: string) => boolean): Mark | undefined {
  const passed = new Set<string>();
  for (const { 0: form, index } of text.matchAll(FORM)) {
    const name = form.toLowerCase();
    if (passed.has(name)) continue;
    if (!isMark(name) || !counts(name)) passed.add(name);
    else return { name, start: index, end: index + form.length };
  }
  return undefined;
}

/** How many characters at the end of a text more text could make a mark. */
export function begunMark(text: string): number {
  return BEGUN.exec(text.slice(-LONGEST))?.[0].length ?? 0;
}
