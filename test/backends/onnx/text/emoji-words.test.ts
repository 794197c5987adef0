import { describe, expect, it } from 'vitest';
import { withEmojiWords } from '../../../../backends/onnx/text/emoji-words.ts';

describe('emoji as words', () => {
  it.each([
    ['😡😡', ' angry '],
    ['So 👍🏽!', 'So  good !'],
    ['❤️', ' love '],
    ['😂😭', ' laughing sad '],
    ['🍕', ' 🍕 '],
    ['no emoji, 100 % plain', 'no emoji, 100 % plain'],
  ])('%s', (text, words) => expect(withEmojiWords(text)).toBe(words));
});
