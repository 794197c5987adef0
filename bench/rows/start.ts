import type { Row } from '../row.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { atMost } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { sentiments } from '../support/targets.ts';

/** From the start of the process, with all models; it may use every core there is, as it will in use. */
export const start: Row = {
  name: 'start',
  async run({ rounds, cores }) {
    const [ready, answered]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      const gateway = await startGateway(cores.every, LOCAL);
      try {
        ready.push(gateway.readyMs / 1_000);
        await load(
          sentiments(gateway.graphql, (index) => index),
          { connections: 1, requests: 1 },
        );
        answered.push((performance.now() - started) / 1_000);
      } finally {
        await gateway.end();
      }
    }
    return [atMost(3, 'from start to ready, all models', 's', ready), atMost(3, 'from start to the first answer', 's', answered)];
  },
};
