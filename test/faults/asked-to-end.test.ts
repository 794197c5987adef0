import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runRow } from '../../bench/faults/bench.ts';
import { askedToEnd } from '../../bench/faults/rows/asked-to-end.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { openHere } from './open-here.ts';

it.skipIf(process.platform !== 'linux')(
  'answers what is under way when `npm start` is asked to end, whoever gets the signal and whichever shell is between',
  { timeout: 300_000 },
  async () => {
    execFileSync(process.execPath, [join(packageRoot, 'scripts', 'build.js'), '--stale'], { stdio: 'ignore' });
    const lines = await runRow(askedToEnd, openHere);
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line).toMatchObject({ answer: 'right', figures: 'npm ended with 0; processes left: 0' });
  },
);
