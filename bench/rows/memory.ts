import type { Line, Row } from '../row.ts';
import { told } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { plainly } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { residentBytes } from '../support/resident-bytes.ts';
import { batches } from '../support/targets.ts';
import { reviewText, textsFrom } from '../support/texts.ts';

const CHARACTERS = 1_000_000;
const ITEMS = 50;
const REQUESTS = 10;

/** Texts of 2,000 characters, 100,000 a request. */
function longTexts(index: number): string[] {
  const length = CHARACTERS / REQUESTS / ITEMS;
  return Array.from({ length: ITEMS }, (_, item) =>
    textsFrom((index * ITEMS + item) * 40, 40, reviewText)
      .join(' ')
      .slice(0, length),
  );
}

/** What it keeps in memory with all its models, and after a million characters. */
export const memory: Row = {
  name: 'memory',
  async run(bench) {
    const gateway = await bench.own(startGateway(bench.cores.measured, LOCAL));
    const lines = [lineOf('resident memory after the start', gateway.pid)];
    await load(batches(gateway.graphql, 'sentiment', longTexts, 'USE'), { connections: 1, requests: REQUESTS });
    return [...lines, lineOf('resident memory after 1,000,000 characters of sentiment', gateway.pid)];
  },
};

function lineOf(what: string, pid: number): Line {
  const { main, workers } = residentBytes(pid);
  const megabytes = (bytes: number) => `${told(bytes / 1e6)} MB`;
  return plainly(what, `main ${megabytes(main)}, workers ${workers.map(megabytes).join(', ')}`, { main, workers });
}
