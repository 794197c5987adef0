import type { UpstreamOrder, UpstreamReport } from '../processes/upstream.ts';
import type { Line, Row } from '../row.ts';
import type { Child } from '../support/child.ts';
import { remoteOnly, startGateway } from '../support/gateway.ts';
import { load } from '../support/load.ts';
import { startUpstream } from '../support/servers.ts';
import { sentiments } from '../support/targets.ts';

const DELAY_MS = 300;

/** The same question from many at once, and many questions again and again: how often the upstream is asked. */
export const stampede: Row = {
  name: 'stampede',
  async run(bench) {
    const upstream = await bench.own(startUpstream(bench.cores.load));
    const gateway = await bench.own(startGateway(bench.cores.measured, remoteOnly(upstream.url)));
    const lines: Line[] = [];
    for (const [text, callers] of [50, 200].entries()) {
      await calls(upstream, DELAY_MS);
      await load(
        sentiments(gateway.graphql, () => text),
        { connections: callers, requests: callers },
      );
      lines.push(lineOf(`${callers} equal questions at once, upstream of ${DELAY_MS} ms`, await calls(upstream, 0), 1));
    }
    return [...lines, await zipf(upstream, gateway.graphql)];
  },
};

const KEYS = 1_000;
const REQUESTS = 20_000;

async function zipf(upstream: Child, url: URL): Promise<Line> {
  const keyOf = zipfKeys(KEYS);
  const keys = Array.from({ length: REQUESTS }, keyOf);
  await load(
    sentiments(url, (index) => 1_000 + (keys[index] ?? 0)),
    { connections: 16, requests: REQUESTS },
  );
  const told = REQUESTS.toLocaleString('en-US');
  return lineOf(
    `${told} questions on ${KEYS.toLocaleString('en-US')} keys by Zipf's law`,
    await calls(upstream, 0),
    new Set(keys).size,
  );
}

/** Since the last time. */
async function calls(upstream: Child, delayMs: number): Promise<number> {
  const order: UpstreamOrder = { delayMs };
  return ((await upstream.ask(order)) as UpstreamReport).calls;
}

function lineOf(what: string, made: number, wanted: number): Line {
  return { what, measured: `${made} upstream calls`, target: `${wanted}`, met: made === wanted, figures: { made, wanted } };
}

/** Keys 0 to `count` - 1, key k with a weight of 1 / (k + 1); the same ones in every run. */
function zipfKeys(count: number): () => number {
  const ends: number[] = [];
  for (let key = 0, sum = 0; key < count; key++) {
    sum += 1 / (key + 1);
    ends.push(sum);
  }
  const total = ends.at(-1) ?? 0;
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    const drawn = (state / 2_147_483_647) * total;
    return ends.findIndex((end) => drawn < end);
  };
}
