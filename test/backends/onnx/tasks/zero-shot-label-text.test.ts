import { describe, expect, it } from 'vitest';
import { humanised, labelTexts } from '../../../../backends/onnx/tasks/zero-shot-label-text.ts';

describe('label texts', () => {
  it.each([
    ['card_arrival', 'card arrival'],
    ['AddToPlaylist', 'Add To Playlist'],
    ['getWeather', 'get Weather'],
    ['iPhone', 'iPhone'],
    ['eBay listing', 'eBay listing'],
    ['McDonald in town', 'McDonald in town'],
    ['NASA', 'NASA'],
    ['Sci/Tech', 'Sci/Tech'],
    ['___', '___'],
    ['ünïCödé', 'ünï Cödé'],
  ])('reads %s as %s', (name, words) => {
    expect(humanised(name)).toBe(words);
  });

  it('puts the words into every template', () => {
    expect(labelTexts('card_arrival')).toEqual(['card arrival', 'This text is about card arrival.']);
  });
});
