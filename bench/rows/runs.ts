import type { Line, Row } from '../row.ts';
import { countModelRuns, type RunCount } from '../support/count-model-runs.ts';

/** How many model runs one query makes. */
export const runs: Row = {
  name: 'runs',
  async run() {
    const { aliased, listed } = await countModelRuns(20, 50);
    return [lineOf('20 aliased fields of one query', aliased), lineOf('50 items of one list', listed)];
  },
};

function lineOf(what: string, { texts, runs: made, most }: RunCount): Line {
  return { what, measured: `${made} model runs`, target: `≤ ${most} runs`, met: made <= most, figures: { texts, runs: made } };
}
