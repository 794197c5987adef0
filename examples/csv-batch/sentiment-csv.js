// Adds the sentiment of a column to a CSV file. Usage: node sentiment-csv.js in.csv out.csv [column, "text" unless said]
// What is done is written at once. Started again it goes on where it was; rows that failed stand in the file with their code.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { createClient, LingraphError } from 'lingraph/client';
import { csvLine, parseCsv } from './csv.js';

const ROWS_AT_ONCE = 400;

const [input, output, column = 'text'] = process.argv.slice(2);
if (!input || !output) {
  console.error('Usage: node sentiment-csv.js in.csv out.csv [column]');
  process.exit(2);
}

const lingraph = createClient({
  url: process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql',
  key: process.env.LINGRAPH_KEY,
  timeoutMs: 120_000,
});

const { separator, rows } = parseCsv(decode(await readFile(input)));
const [header = [], ...data] = rows;
const place = header.indexOf(column);
if (place < 0) {
  console.error(`${input} has no column "${column}": it has ${header.join(', ')}.`);
  process.exit(2);
}

let done = await rowsDone(output);
if (done === 0) await writeFile(output, csvLine([...header, 'sentiment', 'confidence', 'error'], separator));

let failed = 0;
for (; done < data.length; done += ROWS_AT_ONCE) {
  const some = data.slice(done, done + ROWS_AT_ONCE);
  const results = await lingraph.sentimentBatch(some.map((row) => row[place] ?? ''));
  // Nothing of it came through: the server is down, or the key is no longer good. What is written stays, and the rest waits.
  const [first] = results;
  if (first instanceof LingraphError && results.every((result) => result instanceof LingraphError && mayGoOn(result))) {
    console.error(`Stopped after ${done} of ${data.length} rows: ${first.code}, ${first.message} Start again to go on.`);
    process.exit(1);
  }
  await appendFile(output, some.map((row, position) => lineOf(row, results[position])).join(''));
  failed += results.filter((result) => result instanceof LingraphError).length;
  console.error(`${Math.min(done + ROWS_AT_ONCE, data.length)} of ${data.length} rows`);
}
if (failed > 0) console.error(`${failed} rows failed: see the column "error".`);
process.exitCode = failed > 0 ? 3 : 0;

function lineOf(row, result) {
  const cells = header.map((_, index) => row[index] ?? '');
  const added = result instanceof LingraphError ? ['', '', result.code] : [result.label, result.confidence?.toFixed(2) ?? '', ''];
  return csvLine([...cells, ...added], separator);
}

/** Whether the same row may get an answer later: no fault of its own. */
function mayGoOn({ origin, retryable, code }) {
  return origin === 'NETWORK' || retryable || code === 'UNAUTHENTICATED' || code === 'BUDGET_EXCEEDED';
}

/** UTF-8, or what older spreadsheets write where that does not fit. */
function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    console.error(`${input} is not UTF-8: it is read as Windows-1252.`);
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

async function rowsDone(path) {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text !== '' && !text.endsWith('\n')) {
    console.error(`${path} ends in the middle of a row. Remove that row, and start again to go on.`);
    process.exit(1);
  }
  return Math.max(0, parseCsv(text).rows.length - 1);
}
