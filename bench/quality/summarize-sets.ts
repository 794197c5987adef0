import { unitsOf } from '../../backends/onnx/tasks/summarize-units.ts';
import type { SummaryLength } from '../../src/task.ts';
import type { Ask, Figure } from './ask-model.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { type Data, readJson, readJsonLines, spread } from './read-data.ts';
import { meanOf, rouge } from './rouge.ts';

const MODEL = 'minilm-extractive';
const MEASURES = [
  ['rouge1', 'ROUGE-1'],
  ['rouge2', 'ROUGE-2'],
  ['rougeL', 'ROUGE-L'],
] as const;

interface Document {
  text: string;
  references: string[];
}

/** Each set against its own first sentences (turns), as many as the summary has. */
export async function summarizeFigures(ask: Ask, data: Data): Promise<Figure[]> {
  const [news, abstracts, dialogues] = await Promise.all([newsArticles(data), scienceAbstracts(data), dialogueTexts(data)]);
  return [
    ...(await figures(ask, 'news articles, about 3 references', spread(news, data.limit), 'MEDIUM')),
    ...(await figures(ask, 'SciTLDR dev', spread(abstracts, data.limit), 'SHORT')),
    ...(await figures(ask, 'SciTLDR dev', spread(abstracts, data.limit), 'MEDIUM')),
    ...(await figures(ask, 'DialogSum dev', spread(dialogues, data.limit), 'MEDIUM')),
  ];
}

async function newsArticles(data: Data): Promise<Document[]> {
  const rows = (await readJson(data, 'news_writer_summaries/writer_summaries.json')) as {
    article_id: string;
    article: string;
    summary: string;
  }[];
  const articles = new Map<string, Document>();
  for (const { article_id: id, article, summary } of rows) {
    const known = articles.get(id) ?? { text: article, references: [] };
    known.references.push(summary);
    articles.set(id, known);
  }
  return [...articles.values()];
}

async function scienceAbstracts(data: Data): Promise<Document[]> {
  const rows = (await readJsonLines(data, 'scitldr_a/dev.jsonl')) as { source: string[]; target: string[] }[];
  return rows.map(({ source, target }) => ({ text: source.join(' '), references: target }));
}

async function dialogueTexts(data: Data): Promise<Document[]> {
  const rows = (await readJsonLines(data, 'dialogsum/dialogsum.dev.jsonl')) as { dialogue: string; summary: string }[];
  return rows.map(({ dialogue, summary }) => ({ text: dialogue, references: [summary] }));
}

async function figures(ask: Ask, name: string, documents: readonly Document[], length: SummaryLength): Promise<Figure[]> {
  const answers = await ask(
    'summarize',
    MODEL,
    documents.map(({ text }) => text),
    { length, format: 'PARAGRAPH' },
  );
  const ours = answers.map(({ value }, place) => rouge(value.text, documents[place]?.references ?? []));
  const count = length === 'SHORT' ? 1 : 3;
  const leads = await Promise.all(documents.map(async ({ text }) => (await unitsOf(text)).units.slice(0, count)));
  const theirs = leads.map((units, place) => rouge(units.map(({ text }) => text).join(' '), documents[place]?.references ?? []));
  const shared = { task: 'summarize', dataset: `${name}, ${length}`, rows: documents.length } as const;
  return MEASURES.flatMap(([key, metric]) => {
    const { mean, low, high } = pairedBootstrap(
      ours.map((score) => score[key]),
      theirs.map((score) => score[key]),
    );
    return [
      { ...shared, metric, value: 100 * meanOf(ours)[key] },
      { ...shared, metric: `${metric} of the lead`, value: 100 * meanOf(theirs)[key] },
      { ...shared, metric: `${metric} gain`, value: 100 * mean },
      { ...shared, metric: `${metric} gain, 95 % low`, value: 100 * low },
      { ...shared, metric: `${metric} gain, 95 % high`, value: 100 * high },
    ];
  });
}
