import { describe, expect, it } from 'vitest';
import { isDangling } from '../../../../backends/onnx/tasks/summarize-dangling.ts';

describe('dangling sentences', () => {
  it.each([
    'He left early.',
    'However, the vote failed.',
    '“But nobody came,” she said.',
    'These results held.',
    'As a result, prices rose.',
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
    'Itaipu is a dam.',
    'We propose a method.',
    'Andrea won.',
    'Soil is alive.',
  ])('stands alone: %s', (sentence) => {
    expect(isDangling(sentence)).toBe(false);
  });
});
