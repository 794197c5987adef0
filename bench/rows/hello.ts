import type { Row } from '../row.ts';
import type { Rate } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { atLeast } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { startApollo } from '../support/servers.ts';
import { hello as helloTarget } from '../support/targets.ts';

/** What the GraphQL layer costs by itself, for a document that was seen before. */
export const hello: Row = {
  name: 'hello',
  async run(bench) {
    const { rounds, seconds, cores } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const apollo = await bench.own(startApollo(cores.measured));
    const settings = { connections: 32, seconds };
    const { ours, others } = await interleave<'ours' | 'others', Rate>(rounds, {
      ours: () => load(helloTarget(gateway.graphql, '__typename'), { ...settings, pid: gateway.pid }),
      others: () => load(helloTarget(new URL(apollo.url), '__typename'), { ...settings, pid: apollo.pid }),
    });
    const what = 'hello, a document seen before, 32 connections';
    return [atLeast(2.5, { what, unit: 'requests', ours, other: 'Apollo standalone', others })];
  },
};
