import { fileURLToPath } from 'node:url';
import type { KeysOrder, KeysReport } from '../processes/many-keys.ts';
import type { Row } from '../row.ts';
import { startChild } from '../support/child.ts';
import { told } from '../support/figures.ts';

const SCRIPT = fileURLToPath(new URL('../processes/many-keys.js', import.meta.url));
const PARTS = 10;
/** Between the half and the end. */
const GROWTH = 1.1;

/** As many different texts as the cache can keep many times over. */
export const keys: Row = {
  name: 'keys',
  async run(bench) {
    const started = startChild(bench.cores.measured, SCRIPT);
    const child = await bench.own(Promise.resolve(started));
    const { maxBytes } = (await child.heard()) as { maxBytes: number };
    const reports: KeysReport[] = [];
    const count = Math.ceil(bench.keys / PARTS);
    for (let part = 0; part < PARTS; part++) {
      const order: KeysOrder = { from: part * count, count };
      reports.push((await child.ask(order)) as KeysReport);
    }
    const resident = reports.map(({ residentBytes }) => residentBytes);
    const later = resident.slice(PARTS / 2);
    const [half = Number.NaN] = later;
    const bytes = Math.max(...reports.map((report) => report.bytes));
    return [
      {
        what: `${(PARTS * count).toLocaleString('en-US')} different texts, a cache of ${told(maxBytes / 1e6)} MB: resident memory without garbage`,
        measured: `${told((resident[0] ?? 0) / 1e6)} MB after a tenth, ${told(half / 1e6)} MB after six, ${told((later.at(-1) ?? 0) / 1e6)} MB at the end`,
        target: 'bounded, no slope',
        met: bytes <= maxBytes && Math.max(...later) <= half * GROWTH,
        figures: { resident, maxBytes, bytes },
      },
    ];
  },
};
