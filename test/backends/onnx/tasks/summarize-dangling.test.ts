import { describe, expect, it } from 'vitest';
import { isDangling } from '../../../../backends/onnx/tasks/summarize-dangling.ts';

describe('dangling sentences', () => {
  it.each([
    'He left early.',
    'However, the vote failed.',
    '“But nobody came,” she said.',
    'These results held.',
    'As a result, prices rose.',
    'In this case the price rises.',
    'Next, the council votes.',
    'The latter is cheaper.',
    'In addition, the museum opens on Sundays.',
    "It's cold.",
  ])('leans on the sentence before: %s', (sentence) => {
    expect(isDangling(sentence)).toBe(true);
  });

  it.each([
    'The council met on Monday.',
    'Henry Street is closed.',
    'Thistle grows here.',
    'This paper describes a new method.',
    'In this paper we show how bees dance.',
    'Next week the council votes.',
    'Second World War veterans met in Ely.',
    'Instead of a bridge there will be a ferry.',
    'Itaipu is a dam.',
    'We propose a method.',
    'Andrea won.',
    'Soil is alive.',
  ])('stands alone: %s', (sentence) => {
    expect(isDangling(sentence)).toBe(false);
  });
});
