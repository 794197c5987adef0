import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../src/main.ts';
import { batchOf, json, POSITIVE, startFaultServer } from '../client/fault-server.ts';
import { type Ran, runExample, runNode, startGateway } from './run-example.ts';

let service: Service;
let url: string;
beforeAll(async () => {
  service = await startGateway();
  url = `${service.url}/graphql`;
});
afterAll(() => service?.close());

describe('the curl example', () => {
  it.each([
    ['I love this phone.', '{"data":{"sentiment":{"label":"POSITIVE"}}}'],
    ['It "broke" \\ $(after)\n`a` day,\tI hate it.', '{"data":{"sentiment":{"label":"NEGATIVE"}}}'],
    ['', 'I'],
    ['   ', 'INPUT_INVALID'],
  ])('asks for %j', async (text, expected) => {
    expect((await runExample(url, 'curl', 'sh', ['ask.sh', text])).stdout).toContain(expected);
  });

  it('fails with the error when the request as a whole is refused', async () => {
    const server = await startFaultServer((response) => json(response, { errors: [{ message: 'Soon.' }] }, 503));
    const { code, stdout } = await runExample(server.url, 'curl', 'sh', ['ask.sh']);
    await server.close();
    expect(code).not.toBe(0);
    expect(stdout).toContain('Soon.');
  });
});

describe('the Node examples', () => {
  it('ask with fetch alone, and tell failures of single texts', async () => {
    const { stdout, code } = await runNode(url, 'node', 'ask.js', 'I love it.', '');
    expect({ code, lines: stdout.trim().split('\n') }).toEqual({
      code: 0,
      lines: ['I love it.: POSITIVE', expect.stringMatching(/^: INPUT_INVALID, /)],
    });
  });

  it('ask with the client: one, many, as it comes, and by the kind of failure', async () => {
    const { stdout, stderr } = await runNode(url, 'node', 'client.js');
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'POSITIVE',
      'POSITIVE',
      'INPUT_INVALID',
      'NEGATIVE',
      expect.stringMatching(/^Bom dia.*true$/),
      'UNSUPPORTED_LANGUAGE CALLER not again en to pt, pt to en',
    ]);
  });

  it('ask with urql, by query and by subscription', async () => {
    const { stdout, stderr } = await runNode(url, 'urql', 'ask.js');
    expect(stdout.trim().split('\n')).toEqual(['POSITIVE', 'INPUT_INVALID in text', expect.stringContaining('Bom dia')]);
    expect(stderr).not.toMatch(/error/i);
  });
});

describe('the Python example', () => {
  const absent = missing('python3');

  it('asks with the standard library', async ({ skip }) => {
    if (absent) skip(absent);
    const { stdout, stderr } = await runExample(url, 'python', 'python3', [
      'ask.py',
      'I love it.',
      'I adored the café, señor.',
      '',
    ]);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['I love it.: POSITIVE', 'I adored the café, señor.: POSITIVE', ': INPUT_INVALID']);
  });

  it('tries again while the failure may pass, then says why', async ({ skip }) => {
    if (absent) skip(absent);
    const error = { message: 'Soon.', extensions: { code: 'SHUTTING_DOWN', retryable: true } };
    const server = await startFaultServer((response) => json(response, { errors: [error] }, 503));
    const { code, stderr } = await runExample(server.url, 'python', 'python3', ['ask.py', 'x']);
    await server.close();
    expect({ code, stderr: stderr.trim(), asked: server.asked.length }).toEqual({
      code: 1,
      stderr: 'SHUTTING_DOWN: Soon.',
      asked: 3,
    });
  });
});

describe('the CSV example', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lingraph-csv-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const input = () => join(folder, 'in.csv');
  const output = () => join(folder, 'out.csv');
  const runCsv = (address = url, ...more: string[]): Promise<Ran> =>
    runNode(address, 'csv-batch', 'sentiment-csv.js', input(), output(), ...more);

  it('reads what spreadsheets write: a byte order mark, semicolons, quotes, line breaks in cells', async () => {
    const rows = [
      '\uFEFFid;text;"a ""quoted"" name"',
      '1;"I love it; really.\nEvery day."; x',
      '',
      '2;"It ""broke"", I hate it.";=1+1',
      '-7,5;;-2+3+cmd',
    ];
    await writeFile(input(), rows.join('\r\n'));
    const { code, stderr } = await runCsv();
    expect(code).toBe(3);
    expect(stderr).toContain('1 rows failed');
    expect((await readFile(output(), 'utf8')).replaceAll(/;0\.\d\d;/g, ';0.x;').split('\r\n')).toEqual([
      'id;text;a "quoted" name;sentiment;confidence;error'.replace('a "quoted" name', '"a ""quoted"" name"'),
      '1;"I love it; really.\nEvery day."; x;POSITIVE;0.x;',
      `2;"It ""broke"", I hate it.";'=1+1;NEGATIVE;0.x;`,
      `-7,5;;'-2+3+cmd;;;INPUT_INVALID`,
      '',
    ]);
  });

  it('takes fifty thousand rows, 100 a request', async () => {
    const rows = Array.from({ length: 50_000 }, (_, place) => `${place};"row ${place}; with ""quotes""\nand lines"`);
    await writeFile(input(), ['id;text', ...rows].join('\n'));
    const server = await startFaultServer((response, _, body) =>
      json(
        response,
        batchOf(body, () => POSITIVE),
      ),
    );
    const { code } = await runCsv(server.url);
    await server.close();
    expect({ code, asked: server.asked.length }).toEqual({ code: 0, asked: 500 });
    expect((await readFile(output(), 'utf8')).match(/;POSITIVE;0\.90;\r\n/g)).toHaveLength(50_000);
  });

  it('reads what is not UTF-8 as older spreadsheets wrote it, and says so', async () => {
    await writeFile(input(), Buffer.from('text\n"I love this café, it is wonderful."\n', 'latin1'));
    const { code, stderr } = await runCsv();
    expect(code).toBe(0);
    expect(stderr).toContain('Windows-1252');
    expect(await readFile(output(), 'utf8')).toContain('"I love this café, it is wonderful.",POSITIVE');
  });

  it('says which columns there are when the named one is not', async () => {
    await writeFile(input(), 'id,review\n1,x\n');
    const { code, stderr } = await runCsv();
    expect({ code, stderr: stderr.trim() }).toEqual({ code: 2, stderr: expect.stringContaining('it has id, review.') });
  });

  it('does not go on within a row that was cut', async () => {
    await writeFile(input(), 'text\none\ntwo\n');
    await writeFile(output(), 'text,sentiment,confidence,error\r\none,POSI');
    const { code, stderr } = await runCsv();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ends in the middle of a row') });
    expect(await readFile(output(), 'utf8')).toBe('text,sentiment,confidence,error\r\none,POSI');
  });

  it('stops when the server goes down in the middle, and goes on where it was', async () => {
    const texts = Array.from({ length: 1_000 }, (_, place) => `text ${place}`);
    await writeFile(input(), ['text', ...texts].join('\n'));
    let down = false;
    const server = await startFaultServer((response, time, body) => {
      down ||= time >= 8;
      if (down) response.destroy();
      else
        json(
          response,
          batchOf(body, () => POSITIVE),
        );
    });
    const stopped = await runCsv(server.url);
    await server.close();
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining('Stopped after 800 of 1000 rows: UNREACHABLE') });
    const again = await startFaultServer((response, _, body) =>
      json(
        response,
        batchOf(body, () => POSITIVE),
      ),
    );
    expect((await runCsv(again.url)).code).toBe(0);
    await again.close();
    expect(again.asked).toHaveLength(2);
    const written = (await readFile(output(), 'utf8')).trim().split('\r\n');
    expect(written.map((line) => line.split(',')[0])).toEqual(['text', ...texts]);
  });
});

/** Why a program cannot run here; undefined when it can. */
function missing(program: string): string | undefined {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${program} is not installed`;
  }
}
