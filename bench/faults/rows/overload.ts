import { type Connection, openConnection } from '../../support/connection.ts';
import { quantile, ratios, spreadOf } from '../../support/figures.ts';
import { requestBytes } from '../../support/request-bytes.ts';
import { reviewSentence } from '../../support/texts.ts';
import type { FaultRow, TestGateway } from '../bench.ts';
import type { Line } from '../line.ts';
import { routed } from '../settings.ts';

const ROUNDS = 3;
/** Of load alone, then of overload, in each round. */
const SECONDS = 3;
const TIMES = 4;
const ASKERS = 32;
const CONNECTIONS = 1_000;
const MIN_GOODPUT = 0.9;
const MAX_GROWTH = 1.5;
/** Of the answers and what came too late for one. */
const MAX_LATE = 0.1;
const ALONE_MS = 20_000;

interface Scene {
  fault: string;
  settings: object;
  timeoutMs: number;
}

const SCENES: readonly Scene[] = [
  { fault: '1024 tokens may wait', settings: { maxQueueTokens: 1_024 }, timeoutMs: ALONE_MS },
  { fault: 'much may wait, but callers wait 1 s', settings: {}, timeoutMs: 1_000 },
];

interface Answered {
  /** Since the start, in milliseconds. */
  at: number;
  latencyMs: number;
  kind: 'right' | 'refused' | 'late' | 'other';
}

/** Four times the work the local model can do: what cannot be done in time is refused at once, the rest is as fast as before. */
export const overload: FaultRow = {
  rows: [15],
  async run({ open }) {
    const lines: Line[] = [];
    for (const scene of SCENES) {
      const gateway = await open(routed({ local: { kind: 'onnx', workers: 1, ...scene.settings } }));
      lines.push(await lineOf(gateway, scene));
      await gateway.close();
    }
    return lines;
  },
};

async function lineOf(gateway: TestGateway, { fault, timeoutMs }: Scene): Promise<Line> {
  const health = watchHealth(gateway);
  const alone: number[] = [];
  const floods: Answered[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await peak(gateway, round));
    floods.push(await flood(gateway, (alone.at(-1) ?? 0) * TIMES, round, timeoutMs));
  }
  const mostHealthMs = await health();
  const answered = floods.flat();
  const count = (kind: Answered['kind']) => answered.filter((answer) => answer.kind === kind).length;
  const right = (answers: readonly Answered[]) => answers.filter(({ kind }) => kind === 'right');
  const perSecond = floods.map((answers) => right(answers).length / SECONDS);
  const goodput = spreadOf(ratios(perSecond, alone)).median;
  const p99s = floods.map((answers) => p99(right(answers)));
  // In the first second of a flood the queue fills; from then on it may grow no more.
  const growth = spreadOf(floods.map((answers) => p99(after(right(answers), 2_000)) / p99(between(right(answers))))).median;
  const late = count('late') / (count('late') + count('right'));
  const isInTime = growth <= MAX_GROWTH && late <= MAX_LATE && count('other') === 0;
  const refused = sortedOf(answered.filter(({ kind }) => kind === 'refused'));
  return {
    row: 15,
    fault: `${TIMES} times the work the local model can do, ${fault}`,
    answer: `${Math.round((100 * count('right')) / answered.length)} % right`,
    code: refused.length > 0 ? 'OVERLOADED' : '',
    attempts: `${answered.length} requests`,
    lateMs: 0,
    sockets: 0,
    figures: [
      `goodput ${(goodput * 100).toFixed(0)} % of the peak (${spreadOf(alone).median.toFixed(0)}/s), median of ${ROUNDS} rounds`,
      `admitted p99 ${spreadOf(p99s).median.toFixed(0)} ms, in the third second ×${growth.toFixed(2)} of the second`,
      `admitted in vain ${(late * 100).toFixed(1)} %`,
      `refused after ${quantile(refused, 0.5).toFixed(1)} ms`,
      `/healthz within ${mostHealthMs.toFixed(0)} ms`,
    ].join('; '),
    pass: goodput >= MIN_GOODPUT && isInTime && refused.length > 0 && mostHealthMs < 1_000,
  };
}

const sortedOf = (answered: readonly Answered[]) => answered.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
const after = (answered: readonly Answered[], ms: number) => answered.filter(({ at }) => at >= ms);
const between = (answered: readonly Answered[]) => answered.filter(({ at }) => at >= 1_000 && at < 2_000);
const p99 = (answered: readonly Answered[]) => quantile(sortedOf(answered), 0.99);

const QUERY = `query ($text: String!, $timeoutMs: Int!) {
  sentiment(input: { text: $text, language: "en", routing: { cache: BYPASS, timeoutMs: $timeoutMs } }) { ... on Sentiment { label } ... on Error { code } }
}`;

function requestOf(graphql: URL, index: number, timeoutMs: number): Buffer {
  return requestBytes(graphql, JSON.stringify({ query: QUERY, variables: { text: reviewSentence(index), timeoutMs } }));
}

const graphqlOf = ({ url }: TestGateway) => new URL(`${url}/graphql`);
const openConnections = (graphql: URL, count: number) =>
  Promise.all(Array.from({ length: count }, () => openConnection(graphql)));

function answerIn(bytes: Buffer | undefined): Answered['kind'] {
  if (bytes?.includes('"label"')) return 'right';
  if (bytes?.includes('"OVERLOADED"')) return 'refused';
  return bytes?.includes('"DEADLINE_EXCEEDED"') ? 'late' : 'other';
}

/** Answers a second when as many ask as keep the model busy. */
async function peak(gateway: TestGateway, round: number): Promise<number> {
  const graphql = graphqlOf(gateway);
  const connections = await openConnections(graphql, ASKERS);
  const until = performance.now() + SECONDS * 1_000;
  let right = 0;
  const asker = async (connection: Connection, place: number) => {
    for (let request = 0; performance.now() < until; request++) {
      const bytes = requestOf(graphql, round * 1_000_000 + place * 10_000 + request, ALONE_MS);
      const kind = await new Promise((resolve) => connection.send(bytes, (reply) => resolve(answerIn(reply?.bytes))));
      if (kind === 'right' && performance.now() <= until) right += 1;
    }
    connection.close();
  };
  await Promise.all(connections.map(asker));
  return right / SECONDS;
}

/** Sends at a steady rate, whether or not the answers keep up. */
async function flood(gateway: TestGateway, perSecond: number, round: number, timeoutMs: number): Promise<Answered[]> {
  const graphql = graphqlOf(gateway);
  const all = await openConnections(graphql, CONNECTIONS);
  const idle: Connection[] = [...all];
  const answered: Answered[] = [];
  const total = Math.round(perSecond * SECONDS);
  // Written before, so that the load takes as little as it can of the cores that it shares with what is measured.
  const requests = Array.from({ length: total }, (_, index) =>
    requestOf(graphql, round * 1_000_000 + 500_000 + index, timeoutMs),
  );
  const started = performance.now();
  let sent = 0;
  const end = started + (SECONDS + 10) * 1_000;
  while (answered.length < total && performance.now() < end) {
    while (started + (sent / perSecond) * 1_000 <= performance.now()) {
      const request = requests[sent];
      const connection = request && idle.pop();
      if (!connection) break;
      sent += 1;
      const from = performance.now();
      connection.send(request, (reply) => {
        const now = performance.now();
        answered.push({ at: now - started, latencyMs: now - from, kind: answerIn(reply?.bytes) });
        idle.push(connection);
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const connection of all) connection.close();
  return answered.filter(({ at }) => at <= SECONDS * 1_000);
}

/** Asks `/healthz` ten times a second until told to stop; gives the longest it took. */
function watchHealth({ url }: TestGateway): () => Promise<number> {
  let mostMs = 0;
  let isWatching = true;
  const watching = (async () => {
    while (isWatching) {
      const from = performance.now();
      const { status } = await fetch(`${url}/healthz`);
      mostMs = Math.max(mostMs, status === 200 ? performance.now() - from : Number.POSITIVE_INFINITY);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return async () => {
    isWatching = false;
    await watching;
    return mostMs;
  };
}
