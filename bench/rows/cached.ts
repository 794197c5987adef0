import type { Bench, Line, Row } from '../row.ts';
import type { Rate } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { type Contestants, interleave } from '../support/interleave.ts';
import { atLeast, skipped } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { startApollo, startUpstream } from '../support/servers.ts';
import { hello, repeated, sentiments, throughPortkey } from '../support/targets.ts';

const CONNECTIONS = 32;
const TEXTS = 100;
const WHAT = 'sentiment, cached, 32 connections';

/** Cached answers over HTTP, beside the least that the nearest peers do: a passed-through call, and a hello. */
export const cached: Row = {
  name: 'cached',
  async run(bench) {
    const { rounds, seconds, cores } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const apollo = await bench.own(startApollo(cores.measured));
    const target = repeated(
      sentiments(gateway.graphql, (index) => index),
      TEXTS,
    );
    await load(target, { connections: 1, requests: TEXTS });
    const settings = { connections: CONNECTIONS, seconds };
    const contestants = {
      ours: () => load(target, { ...settings, pid: gateway.pid }),
      apollo: () => load(hello(new URL(apollo.url), 'hello'), { ...settings, pid: apollo.pid }),
    };
    const portkey = await portkeyContestant(bench);
    if (portkey instanceof Error) {
      const { ours, apollo: others } = await interleave<'ours' | 'apollo', Rate>(rounds, contestants);
      return [besideApollo(ours, others), skipped(`${WHAT}, beside Portkey passing through`, '≥ 15 ×', portkey.message)];
    }
    const figures = await interleave<'ours' | 'apollo' | 'portkey', Rate>(rounds, { ...contestants, ...portkey });
    const compared = { what: WHAT, unit: 'requests', ours: figures.ours };
    return [
      besideApollo(figures.ours, figures.apollo),
      atLeast(15, { ...compared, other: 'Portkey passing through', others: figures.portkey }),
    ];
  },
};

function besideApollo(ours: readonly Rate[], others: readonly Rate[]): Line {
  return atLeast(2.5, { what: WHAT, unit: 'requests', ours, other: 'Apollo standalone hello', others });
}

async function portkeyContestant(bench: Bench): Promise<Contestants<'portkey', Rate> | Error> {
  const { cores, seconds } = bench;
  const installed = await bench.portkey().catch((thrown: Error) => thrown);
  if (installed instanceof Error) return installed;
  const upstream = await bench.own(startUpstream(cores.load));
  const { chat, pid } = await bench.own(installed.start(cores.measured));
  const target = throughPortkey(chat, upstream.url);
  return { portkey: () => load(target, { connections: CONNECTIONS, seconds, pid }) };
}
