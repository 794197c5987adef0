import type { Sink } from '../../../src/model.ts';
import type { Summary, SummarySentence } from '../../../src/task.ts';

/** The summary of the sentences: one paragraph, or one `- ` line each. Whoever listens gets it sentence by sentence. */
export function formatted(sentences: readonly SummarySentence[], isBullets: boolean, sink: Sink | undefined): Summary {
  const parts = sentences.map(({ text }, index) => {
    const line = text.replace(/\s+/gu, ' ');
    if (isBullets) return `${index > 0 ? '\n' : ''}- ${line}`;
    return index > 0 ? ` ${line}` : line;
  });
  for (const part of parts) sink?.write(part);
  return { text: parts.join(''), method: 'EXTRACTIVE', sentences };
}
