import type { Bench, Line, Row } from '../row.ts';
import { spreadOf, toldSpread } from '../support/figures.ts';
import { remoteOnly, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { atLeast, skipped } from '../support/lines.ts';
import { type LoadResult, load, type Target } from '../support/load.ts';
import { startUpstream } from '../support/servers.ts';
import { chats, neverTwice, throughPortkey } from '../support/targets.ts';

const ADDED_MS = 0.6;
const CONNECTIONS = [1, 16] as const;

/** What is not kept, asked of a service that answers at once: what the gateway adds to the call. */
export const miss: Row = {
  name: 'miss',
  async run(bench) {
    const { cores } = bench;
    const upstream = await bench.own(startUpstream(cores.load));
    const gateway = await bench.own(startGateway(cores.measured, remoteOnly(upstream.url)));
    const installed = await bench.portkey().catch((thrown: Error) => thrown);
    const portkey = installed instanceof Error ? undefined : await bench.own(installed.start(cores.measured));
    const targets = {
      direct: chats(new URL(`${upstream.url}/v1/chat/completions`)),
      ours: { ...neverTwice(gateway.graphql), pid: gateway.pid },
      ...(portkey ? { portkey: { ...throughPortkey(portkey.chat, upstream.url), pid: portkey.pid } } : {}),
    };
    const lines: Line[] = [];
    for (const connections of CONNECTIONS) lines.push(...(await compare(bench, targets, connections)));
    if (installed instanceof Error) lines.push(skipped('a miss, beside Portkey passing through', '≥ 2.5 ×', installed.message));
    return lines;
  },
};

/** Where requests go, and the process that is measured. */
type Measured = Target & { pid?: number };

interface Targets {
  direct: Measured;
  ours: Measured;
  portkey?: Measured;
}

async function compare({ rounds, seconds }: Bench, targets: Targets, connections: number): Promise<Line[]> {
  const contestants = Object.fromEntries(
    Object.entries(targets).map(([name, target]: [string, Measured]) => [
      name,
      () => load(target, { connections, seconds, pid: target.pid }),
    ]),
  );
  const { direct = [], ours = [], portkey } = await interleave<string, LoadResult>(rounds, contestants);
  const medians = (results: readonly LoadResult[]) => results.map(({ medianMs }) => medianMs);
  const added = ours.map(({ medianMs }, round) => medianMs - (direct[round]?.medianMs ?? Number.NaN));
  const what = `a miss to an instant upstream, ${connections === 1 ? 'one connection' : `${connections} connections`}`;
  // With more connections than cores the added time is time in line, which the throughput tells better.
  const isAlone = connections === 1;
  const lines: Line[] = [
    {
      what: `${what}: added median`,
      measured: `${toldSpread(spreadOf(added), 'ms')} to ${toldSpread(spreadOf(medians(direct)), 'ms')} direct`,
      target: isAlone ? `≤ ${ADDED_MS} ms` : '',
      met: isAlone ? spreadOf(added).median <= ADDED_MS : undefined,
      figures: { direct: medians(direct), ours: medians(ours), ...(portkey ? { portkey: medians(portkey) } : {}) },
    },
  ];
  const compared = { what, unit: 'requests', ours, other: 'Portkey passing through' };
  if (portkey) lines.push(atLeast(2.5, { ...compared, others: portkey }));
  return lines;
}
