import type { ClassifyOptions, Label } from '../../src/task.ts';
import type { Ask, Figure } from './ask-model.ts';
import { createRandom } from './bootstrap.ts';
import { accuracy, calibrationError, type Judged, macroRecall } from './measures.ts';
import { type Data, type Row, readLines, readTable, spread } from './read-data.ts';

const ZERO_SHOT = 'minilm-zero-shot';
const SHOTS = 8;

const NEWS_TOPICS = ['World', 'Sports', 'Business', 'Sci/Tech'];
const NATURAL_TOPICS = ['world politics and conflict', 'sports', 'business and economy', 'science and technology'];
const QUESTION_KINDS: Readonly<Record<string, string>> = {
  ABBR: 'abbreviation',
  DESC: 'definition or description',
  ENTY: 'thing',
  HUM: 'person',
  LOC: 'place',
  NUM: 'number',
};

/** The caller's labels with no examples and with eight a label; then the classifiers with labels of their own. */
export async function classifyFigures(ask: Ask, data: Data): Promise<Figure[]> {
  const news = await newsRows(data);
  const banking = (await readTable(data, 'banking77/train.csv', ',')).map(([text = '', label = '']): Row => ({ text, label }));
  const questions = (await readLines(data, 'trec/TREC.train')).map(questionRow);
  const commands = await pairedRows(data, 'snips/train/seq.in', 'snips/train/label');
  const natural = news.map(({ text, label }) => ({ text, label: NATURAL_TOPICS[NEWS_TOPICS.indexOf(label)] ?? '' }));
  return [
    ...(await callerLabels(ask, data, 'AG News, its own names', news)),
    ...(await callerLabels(ask, data, 'AG News, natural names', natural)),
    ...(await callerLabels(ask, data, 'Banking77', banking)),
    ...(await callerLabels(ask, data, 'TREC-6, natural names', questions)),
    ...(await callerLabels(ask, data, 'SNIPS', commands)),
    ...(await fixedLabels(ask, data, 'emotion', ['anger', 'joy', 'optimism', 'sadness'])),
    ...(await fixedLabels(ask, data, 'offensive', ['not_offensive', 'offensive'])),
  ];
}

async function newsRows(data: Data): Promise<Row[]> {
  const rows = await readTable(data, 'ag_news/jointmatch_dev.csv', ',');
  return rows.map(([label = '', text = '']) => ({
    text: text.replaceAll('\\', ' '),
    label: NEWS_TOPICS[Number(label) - 1] ?? '',
  }));
}

function questionRow(line: string): Row {
  const [kind = '', ...words] = line.split(' ');
  return { text: words.join(' '), label: QUESTION_KINDS[kind.split(':')[0] ?? ''] ?? '' };
}

async function pairedRows(data: Data, textFile: string, labelFile: string): Promise<Row[]> {
  const [texts, labels] = await Promise.all([readLines(data, textFile), readLines(data, labelFile)]);
  return texts.map((text, place) => ({ text, label: labels[place]?.trim() ?? '' }));
}

async function callerLabels(ask: Ask, data: Data, name: string, rows: readonly Row[]): Promise<Figure[]> {
  const names = [...new Set(rows.map(({ label }) => label))].sort();
  const { examples, rest } = drawExamples(rows, names);
  const tested = spread(rest, data.limit);
  const shown = names.map((label): Label => ({ name: label, examples: examples.get(label) ?? [] }));
  return [
    ...(await figures(ask, ZERO_SHOT, name, tested, { labels: names.map((label) => ({ name: label })), multiLabel: false })),
    ...(await figures(ask, ZERO_SHOT, `${name}, ${SHOTS} examples a label`, tested, { labels: shown, multiLabel: false })),
  ];
}

/** The same examples in every run; no row is both example and test. */
function drawExamples(rows: readonly Row[], names: readonly string[]) {
  const random = createRandom(7);
  const order = rows.map((row) => ({ row, rank: random() })).sort((left, right) => left.rank - right.rank);
  const examples = new Map(names.map((name): [string, string[]] => [name, []]));
  const rest = order.flatMap(({ row }) => {
    const own = examples.get(row.label) ?? [];
    if (own.length >= SHOTS) return [row];
    own.push(row.text);
    return [];
  });
  return { examples, rest };
}

async function fixedLabels(ask: Ask, data: Data, classifier: string, labels: readonly string[]): Promise<Figure[]> {
  const folder = `tweeteval/${classifier}`;
  const rows = await pairedRows(data, `${folder}/test_text.txt`, `${folder}/test_labels.txt`);
  const named = rows
    .map(({ text, label }) => ({ text, label: labels[Number(label)] ?? '' }))
    .filter(({ text }) => text.trim() !== '');
  return figures(ask, classifier, `TweetEval ${classifier} test`, spread(named, data.limit), { classifier, multiLabel: false });
}

async function figures(ask: Ask, id: string, dataset: string, rows: readonly Row[], options: ClassifyOptions): Promise<Figure[]> {
  const answers = await ask(
    'classify',
    id,
    rows.map(({ text }) => text),
    options,
  );
  const judged = answers.map(
    ({ value, confidence = 0 }, place): Judged => ({ said: value.label, truth: rows[place]?.label ?? '', confidence }),
  );
  const figure = (metric: string, value: number): Figure => ({ task: 'classify', dataset, metric, value, rows: rows.length });
  return [
    figure('accuracy', accuracy(judged)),
    figure('macro-recall', macroRecall(judged)),
    figure('calibration error', calibrationError(judged)),
  ];
}
