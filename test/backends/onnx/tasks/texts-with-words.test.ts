import { describe, expect, it } from 'vitest';
import { forTextsWithWords } from '../../../../backends/onnx/tasks/texts-with-words.ts';
import { GatewayError } from '../../../../src/errors.ts';

describe('texts without a word', () => {
  const echo = (texts: readonly string[]) => Promise.resolve([...texts]);

  it.each(['12345', '!!!', 'a'.repeat(50_000), 'ab'.repeat(100), 'zzzz ZZZZ', '🍕🍕', '10/10', '…'])(
    'are refused, for the model would guess: %.20s',
    async (text) => {
      const [result] = await forTextsWithWords([text], echo);
      expect(result).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' });
    },
  );

  it.each(['ok', '😡', 'Nooooo!', ':(', 'x', 'ação', '5 stars'])('are not what %s is', async (text) => {
    expect(await forTextsWithWords([text], echo)).toEqual([text]);
  });

  it('cost the others nothing, nor their place', async () => {
    const asked: string[][] = [];
    const results = await forTextsWithWords(['1', 'one', '2', 'two'], async (texts) => {
      asked.push([...texts]);
      return texts;
    });
    expect(asked).toEqual([['one', 'two']]);
    expect(results.map((result) => (result instanceof GatewayError ? result.code : result))).toEqual([
      'UNSUPPORTED_LANGUAGE',
      'one',
      'UNSUPPORTED_LANGUAGE',
      'two',
    ]);
  });
});
