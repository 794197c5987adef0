import type { Answer } from '../../src/model.ts';
import type { SentimentLabel } from '../../src/task.ts';
import type { Ask, Figure } from './ask-model.ts';
import { accuracy, calibrationError, type Judged, macroRecall } from './measures.ts';
import { type Data, type Row, readLines, readTable, spread } from './read-data.ts';

const MODEL = 'sentiment-minilm';
const DOMAINS = ['airline', 'books', 'dvd', 'electronics', 'kitchen'];

/** SST-2 and long reviews as positive against negative; tweets in three classes. */
export async function sentimentFigures(ask: Ask, data: Data): Promise<Figure[]> {
  const sst = (await readLines(data, 'sst2_glue/dev.tsv')).slice(1).map((line) => line.split('\t'));
  const tables = await Promise.all(DOMAINS.map((domain) => readTable(data, `blitzer_multidomain/${domain}.tsv`, '\t')));
  const tweets = (await readLines(data, 'semeval_twitter/twitter-2016test-A.txt')).map((line) => line.split('\t'));
  return [
    ...(await figures(ask, 'SST-2 dev, positive against negative', spread(sst.map(polarRow), data.limit), judgePolar)),
    ...(await figures(
      ask,
      'reviews of five domains, positive against negative',
      spread(tables.flat().map(polarRow), data.limit),
      judgePolar,
    )),
    ...(await figures(ask, 'SemEval 2016 tweets, 3 classes', spread(tweets.map(tweetRow), data.limit), judge)),
  ];
}

const polarRow = ([text = '', label = '']: readonly string[]): Row => ({
  text,
  label: label.trim() === '1' ? 'POSITIVE' : 'NEGATIVE',
});

const tweetRow = ([, label = '', text = '']: readonly string[]): Row => ({
  text: text.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  label: label.toUpperCase(),
});

async function figures(ask: Ask, dataset: string, rows: readonly Row[], judgeOne: typeof judge): Promise<Figure[]> {
  const answers = await ask(
    'sentiment',
    MODEL,
    rows.map(({ text }) => text),
    {},
  );
  const judged = answers.map((answer, place) => judgeOne(answer, rows[place]?.label ?? ''));
  const figure = (metric: string, value: number): Figure => ({ task: 'sentiment', dataset, metric, value, rows: rows.length });
  return [
    figure('accuracy', accuracy(judged)),
    figure('macro-recall', macroRecall(judged)),
    figure('calibration error', calibrationError(judged)),
  ];
}

const judge = ({ value, confidence = 0 }: Answer<'sentiment'>, truth: string): Judged => ({
  said: value.label,
  truth,
  confidence,
});

/** As if neutral were not among the answers. */
function judgePolar({ value }: Answer<'sentiment'>, truth: string): Judged {
  const share = (name: SentimentLabel) => value.scores.find(({ label }) => label === name)?.score ?? 0;
  const positive = share('POSITIVE') / (share('POSITIVE') + share('NEGATIVE'));
  return { said: positive >= 0.5 ? 'POSITIVE' : 'NEGATIVE', truth, confidence: Math.max(positive, 1 - positive) };
}
