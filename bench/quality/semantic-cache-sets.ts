import { createSemanticIndex } from '../../src/cache/semantic-index.ts';
import { signatureOf } from '../../src/cache/semantic-signature.ts';
import type { Embed } from '../../src/model.ts';
import type { Label } from '../../src/task.ts';
import { type Ask, type Figure, patientCall } from './ask-model.ts';
import { type Data, readLines, readTable, spread } from './read-data.ts';

const THRESHOLDS = [0.9, 0.92, 0.94, 0.95, 0.96, 0.98];
/** The default of the setting. */
const MIN_CONFIDENCE = 0.9;

/**
 * What the semantic cache would answer: each text of a set in turn takes the answer of its nearest earlier neighbor of equal
 * signature. Precision is how often that is the answer the model itself gives for the text.
 */
export async function semanticCacheFigures(ask: Ask, data: Data, embed: Embed): Promise<Figure[]> {
  const tweets = (await readLines(data, 'semeval_twitter/twitter-2016test-A.txt')).map((line) => line.split('\t')[2] ?? '');
  const reviews = (await readLines(data, 'sentconv/custrev.all')).map((line) => line.slice(2));
  const phrases = (await readLines(data, 'sst2_glue/train_full.tsv')).slice(1, 20_001).map((line) => line.split('\t')[0] ?? '');
  const banking = await readTable(data, 'banking77/train.csv', ',');
  const labels = [...new Set(banking.map(([, label = '']) => label))].sort().map((name): Label => ({ name }));
  const commands = await readLines(data, 'snips/train/seq.in');
  const intents = [...new Set((await readLines(data, 'snips/train/label')).map((name) => name.trim()))].map(
    (name): Label => ({ name }),
  );
  const sentiment = async (texts: readonly string[]) =>
    (await ask('sentiment', 'sentiment-minilm', texts, {})).map(({ value, confidence = 0 }) => ({
      label: value.label,
      isSure: confidence >= MIN_CONFIDENCE,
    }));
  const classify = (own: readonly Label[]) => async (texts: readonly string[]) =>
    (await ask('classify', 'minilm-zero-shot', texts, { labels: own, multiLabel: false })).map(({ value, confidence = 0 }) => ({
      label: value.label,
      isSure: confidence >= MIN_CONFIDENCE,
    }));
  const sets = [
    { task: 'sentiment', dataset: 'SemEval 2016 tweets', texts: tweets, answer: sentiment },
    { task: 'sentiment', dataset: 'customer reviews', texts: reviews, answer: sentiment },
    { task: 'sentiment', dataset: 'SST-2 train phrases', texts: phrases, answer: sentiment },
    { task: 'classify', dataset: 'Banking77', texts: banking.map(([text = '']) => text), answer: classify(labels) },
    { task: 'classify', dataset: 'SNIPS', texts: commands, answer: classify(intents) },
  ] as const;
  const figures: Figure[] = [];
  for (const { task, dataset, texts, answer } of sets) {
    const rows = spread([...new Set(texts)], data.limit);
    const answers = await answer(rows);
    const vectors = (await embed(rows, patientCall())).map(({ vector }) => vector);
    for (const threshold of THRESHOLDS) {
      const { hits, right } = replay(rows, answers, vectors, threshold);
      const named = (metric: string, value: number): Figure => ({
        task,
        dataset: `${dataset}, semantic cache`,
        metric: `${metric} at ${threshold}`,
        value,
        rows: rows.length,
      });
      figures.push(named('hits', hits), ...(hits > 0 ? [named('precision', right / hits)] : []));
    }
  }
  return figures;
}

function replay(
  texts: readonly string[],
  answers: readonly { label: string; isSure: boolean }[],
  vectors: readonly Float32Array[],
  threshold: number,
) {
  const index = createSemanticIndex(texts.length);
  let [hits, right] = [0, 0];
  texts.forEach((text, place) => {
    const [vector, answer] = [vectors[place], answers[place]];
    if (!vector || !answer) return;
    const question = { vector, signature: signatureOf(text) };
    const found = index.find('all', question, threshold, () => true);
    if (found) {
      hits += 1;
      if (found.neighbor.answer.model.id === answer.label) right += 1;
      return;
    }
    if (!answer.isSure) return;
    const { label } = answer;
    index.add('all', {
      ...question,
      answer: { value: { label, labels: [], scores: [] }, model: { id: label, version: '', backend: '' } },
      storedAt: 0,
    });
  });
  return { hits, right };
}
