import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerIn, beginsWithReasoning, withoutReasoning } from '../../../backends/openai/reasoning.ts';

const ASKED = 'The soup was cold.';
const ANSWER = 'A sopa estava fria.';

const REASONING: readonly string[] = [
  '<think>Soup is sopa.</think>\n\n',
  '\n<THINK>Soup is sopa.</Think>',
  '<thinking>\nSoup < stew.\n</thinking>\n',
  '<thought>Soup</thought>',
  '<scratch_pad>Soup</scratch_pad>',
  '<reasoning>Soup</reasoning>',
  '<reflection>Soup</reflection>',
  '<seed:think>Soup</seed:think>',
  '[THINK]Soup is [sopa].[/THINK]',
  '◁think▷Soup◁/think▷',
  '<|begin_of_thought|>Soup<|end_of_thought|>\n<|begin_of_solution|>',
  '<|START_THINKING|>Soup<|END_THINKING|><|START_RESPONSE|>',
  '<|channel>thought\nSoup<channel|>',
  '<unused94>thought\nSoup<unused95>',
  '<think></think>',
  '<think>Soup</think><answer>',
  '<think>Soup</think>\n<think>Or stew?</think>\n',
  'Soup is sopa.\n</think>\n\n',
  'Here are my reasoning steps: soup.\n[BEGIN FINAL RESPONSE]\n',
  '<|channel|>analysis<|message|>Soup is sopa.<|end|><|start|>assistant<|channel|>final<|message|>',
  '<|start|>assistant<|channel|>analysis<|message|>Soup.<|end|>\n<|start|>assistant<|channel|>commentary<|message|>Sopa?<|end|><|start|>assistant<|channel|>final <|constrain|>text<|message|>',
  'Soup is sopa.<|end|><|start|>assistant<|channel|>final<|message|>',
  '<|channel|>final<|message|>',
  'analysisThe user wants soup. İt is sopa.assistantfinal',
  'analysisThe user wants soup.assistantcommentaryAnd now.assistantfinal',
  '<|im_start|>assistant\n',
  '<|start_header_id|>assistant<|end_header_id|>\n\n',
  '<s> ',
  ']~b]ai\n<think>\nSoup is sopa.\n</think>\n\n',
  ']~!b[]~b]ai\n',
];

const ENDS: readonly string[] = [
  '',
  '<|im_end|>',
  '<|eot_id|>',
  '</s>',
  '[|endofturn|]',
  '<seed:eos>',
  '[INST] And the bread?',
  '<eos>',
  '<end_of_turn>\n',
  '<|return|>',
  '<|endoftext|>',
  '<｜end▁of▁sentence｜>',
  '<|END_OF_TURN_TOKEN|>',
  '</answer>',
  '<|im_end|>\n<|im_start|>user\nAnd the bread?<|im_end|>',
  '[END FINAL RESPONSE]',
  '[e~[',
  '[e~[\n]~b]user\nAnd the bread?[e~[',
];

/** What is handed out of a reply that comes in these pieces, and the answer at the end. */
function told(pieces: readonly string[], asked = ASKED) {
  const heard: string[] = [];
  const text = withoutReasoning(asked, (delta) => heard.push(delta));
  for (const piece of pieces) text.add(piece);
  text.end();
  return { heard: heard.join(''), answer: text.answer() };
}

/** A text cut at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const starts = [0, ...places.map((place) => place % (text.length + 1)).sort((one, other) => one - other), text.length];
  return starts.slice(1).map((end, index) => text.slice(starts[index], end));
}

describe('the answer in a reply', () => {
  it.each(REASONING)('is what stands after %j', (thoughts) => {
    for (const end of ENDS) expect(answerIn(thoughts + ANSWER + end, ASKED)).toBe(ANSWER);
  });

  it('is the same however a stream cuts it, and nothing else is handed out where thoughts say that they begin', () => {
    const begun = REASONING.filter((thoughts) => !/^(?:Soup|Here)/.test(thoughts));
    fc.assert(
      fc.property(fc.constantFrom(...REASONING), fc.constantFrom(...ENDS), fc.array(fc.nat()), (thoughts, end, places) => {
        const { heard, answer } = told(cut(thoughts + ANSWER + end, places));
        expect(answer).toBe(ANSWER);
        if (begun.includes(thoughts)) expect(heard).toBe(ANSWER);
      }),
    );
  });

  it('is the whole reply where that has no mark, whatever stands in it', () => {
    const plain = fc.string({ unit: 'binary' }).filter((text) => !/[<[◁]|^\s*analysis/u.test(text));
    fc.assert(
      fc.property(plain, fc.array(fc.nat()), (text, places) => {
        expect(told(cut(text, places))).toEqual({ heard: text, answer: text });
      }),
    );
  });

  it.each([
    '<b>Sopa</b> <i>fria</i>',
    '<',
    'a < b && c > d',
    '<thinking is hard',
    '[1] Sopa [fria]',
    'analysis of soup',
    'x <| f |> y',
    'List<String>',
    '[think',
  ])('keeps %j, which is no mark', (text) => {
    expect(told([...text])).toEqual({ heard: text, answer: text });
  });

  it.each([
    ['Write </think> here.', 'Escreva </think> aqui.'],
    ['<think>This is a tag.</think>', '<think>Isto é uma marca.</think>'],
    ['<s>warm</s> cold', '<s>quente</s> fria'],
    ['Stop at <|im_end|> or [/INST].', 'Pare em <|im_end|> ou [/INST].'],
    ['<response>Soup</response>', '<response>Sopa</response>'],
  ])('may hold the marks that stand in the text %j', (text, answer) => {
    expect(told([...answer], text)).toEqual({ heard: answer, answer });
  });

  it.each([
    '<think>Soup, soup, soup',
    '<|channel|>analysis<|message|>Soup.<|end|>',
    '<|channel|>commentary<|message|>Soup.<|call|>',
    '<|channel|>analysis',
    `<|channel|>analysis${' soup'.repeat(100)}`,
    'analysisWe need soup',
    '[THINK]Soup',
    'Sopa <|reserved_special_token_7|> fria',
    'Sopa <think>or stew?</think> fria',
    '<|tool_call_begin|>soup',
    'Soup</think>',
    '<|im_end|>',
    '',
  ])('is nothing in %j', (reply) => {
    expect([told([reply]).answer.trim(), told([...reply]).answer.trim()]).toEqual(['', '']);
  });

  it('is found in one pass, however long it is', () => {
    for (const piece of ['<', '<|', '[', '<a', '<|channel|>', '</think>', '<think>', ' \n'])
      expect(answerIn(piece.repeat(200_000), ASKED).length).toBeLessThanOrEqual(piece.length * 200_000);
  });
});

it.each([
  ['<think>', true],
  ['\n[THINK] soup', true],
  ['<|channel|>analysis<|message|>', true],
  ['analysisThe user', true],
  ['{"label":"<think>"}', false],
  ['Soup <think>', false],
  ['', false],
])('knows of %j whether it begins with thoughts', (reply, expected) => {
  expect(beginsWithReasoning(reply)).toBe(expected);
});
