import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { fakeGateway, fakeWorld } from './fake-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingraph-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Given = Parameters<typeof fakeWorld>[0];

async function run(args: string[], given?: Given) {
  const world = fakeWorld(given);
  const code = await runCli(args, '1.2.3', world);
  return { code, out: world.out(), err: world.err() };
}

describe('a task', () => {
  it('answers the texts on the command line, in order', async () => {
    expect(await run(['translate', '--to', 'pt', 'one', 'two'])).toEqual({ code: 0, out: 'ONE\nTWO\n', err: '' });
  });

  it('answers each line of stdin on a line of its own, and an empty line keeps its place', async () => {
    const { code, out } = await run(['translate', '-t', 'pt'], { stdin: 'one\n\n  \r\nfour\r\nfive' });
    expect({ code, out }).toEqual({ code: 0, out: 'ONE\n\n\nFOUR\nFIVE\n' });
  });

  it('keeps an answer of several lines on its line where lines were read, and whole where one text was', async () => {
    expect((await run(['summarize'], { stdin: 'a long text\n' })).out).toBe('- a long tex - more\n');
    expect((await run(['summarize', '--whole'], { stdin: 'first\nsecond\n' })).out).toBe('- first\nseco\n- more\n');
  });

  it('reads a file', async () => {
    const file = join(folder, 'lines.txt');
    writeFileSync(file, '\uFEFFolá\nmundo\n');
    expect((await run(['translate', '-t', 'en', '--file', file])).out).toBe('OLÁ\nMUNDO\n');
  });

  it('says once that the input is not all UTF-8, and reads what is', async () => {
    const broken = [Buffer.from('ol\u00e1\n'), Buffer.from('caf\u00e9\ncaf\u00e9\n', 'latin1'), Buffer.from('fim\n')];
    const { code, out, err } = await run(['translate', '-t', 'en'], { stdin: broken });
    expect({ code, out }).toEqual({ code: 0, out: 'OLÁ\nCAF\uFFFD\nCAF\uFFFD\nFIM\n' });
    expect(err.match(/not all UTF-8/g)).toHaveLength(1);
    expect((await run(['translate', '-t', 'en'], { stdin: [Buffer.from('caf\u00e9').subarray(0, 4)] })).err).toMatch(/UTF-8/);
  });

  it('does not take UTF-16, as some shells write files', async () => {
    const seen: Parameters<typeof fakeGateway>[0] = [];
    const stdin = [Buffer.from('\uFEFFfine\r\n', 'utf16le')];
    const { code, out, err } = await run(['sentiment', '--json'], { stdin, gateway: fakeGateway(seen) });
    expect({ code, out, err, seen }).toEqual({ code: 1, out: '', err: expect.stringContaining('UTF-16'), seen: [] });
  });

  it('prints label and score with a tab between', async () => {
    expect((await run(['sentiment', 'fine'])).out).toBe('POSITIVE\t0.90\n');
    expect((await run(['classify', '--labels', 'a, b', '--multi', 'x'])).out).toBe('a\t0.90\tb\t0.45\n');
  });

  it('passes the labels with what they mean, the classifier, and the language', async () => {
    const seen: Parameters<typeof fakeGateway>[0] = [];
    await run(['classify', '--labels', 'a,b', '--label', 'c: what: it means', '-l', 'en', 'x'], { gateway: fakeGateway(seen) });
    await run(['classify', '--classifier', 'emotion', 'x'], { gateway: fakeGateway(seen) });
    expect(seen[0]?.options).toEqual({
      labels: [{ name: 'a' }, { name: 'b' }, { name: 'c', description: 'what: it means' }],
      multiLabel: false,
      language: 'en',
    });
    expect(seen[1]?.options).toEqual({ classifier: 'emotion', multiLabel: false });
  });

  it('closes the gateway it opened, also when every text failed', async () => {
    const gateway = fakeGateway();
    await run(['sentiment', 'bad'], { gateway });
    expect(gateway.closed).toBe(true);
  });
});

describe('forms of output', () => {
  it('--json is one array, with a row for each text', async () => {
    const { out } = await run(['sentiment', '--json', 'fine', 'bad']);
    expect(JSON.parse(out)).toEqual([
      {
        index: 0,
        label: 'POSITIVE',
        scores: [{ label: 'POSITIVE', score: 0.9 }],
        confidence: 0.9,
        model: 'local/fake',
        version: '1',
        cache: 'BYPASS',
      },
      { index: 1, error: { code: 'INPUT_INVALID', message: 'The text is bad.', retryable: false } },
    ]);
  });

  it('--json of no text at all is an empty array', async () => {
    expect(JSON.parse((await run(['sentiment', '--json'], { stdin: '' })).out)).toEqual([]);
  });

  it('--ndjson is an object a line, empty lines among them', async () => {
    const { out } = await run(['sentiment', '--ndjson'], { stdin: 'fine\n\nfine\n' });
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ index, label, empty }) => [index, label ?? empty])).toEqual([
      [0, 'POSITIVE'],
      [1, true],
      [2, 'POSITIVE'],
    ]);
  });

  it('has no color without a terminal, or where color is not wanted', async () => {
    expect((await run(['sentiment', 'fine'], { tty: true })).out).toBe('\u001b[32mPOSITIVE\u001b[0m\t0.90\n');
    expect((await run(['sentiment', 'fine'], { tty: true, color: false })).out).toBe('POSITIVE\t0.90\n');
    expect((await run(['sentiment', 'fine'], { tty: false })).out).toBe('POSITIVE\t0.90\n');
  });

  it('takes what could harm out of texts for a terminal, and leaves them whole in a pipe', async () => {
    const text = 'a\u001b[31mb\u0007\u202ec\u009b';
    expect((await run(['translate', '-t', 'pt', text], { tty: true })).out).toBe('A[31MBC\n');
    expect((await run(['translate', '-t', 'pt', text])).out).toBe(`${text.toUpperCase()}\n`);
  });
});

describe('the exit code', () => {
  it('is 3 when some texts failed, and each says on stderr which and why', async () => {
    const { code, out, err } = await run(['translate', '-t', 'pt'], { stdin: 'one\nbad\nthree\n' });
    expect({ code, out }).toEqual({ code: 3, out: 'ONE\n\nTHREE\n' });
    expect(err).toBe('line 2: INPUT_INVALID The text is bad.\nlingraph: 1 of 3 texts failed.\n');
  });

  it('is 1 when all texts failed', async () => {
    expect((await run(['sentiment', 'bad'])).code).toBe(1);
  });

  it.each([
    [['sentiment']],
    [['sentiment', '--json', '--ndjson', 'x']],
    [['translate', 'x']],
    [['translate', '--to', 'pt', '--formality', 'rude', 'x']],
    [['classify', 'x']],
    [['classify', '--labels', 'a,b', '--classifier', 'emotion', 'x']],
    [['classify', '--labels', 'a,b', '--threshold', '2', 'x']],
    [['sentiment', '--url', 'ftp://host', 'x']],
    [['sentiment', '--timeout', 'soon', 'x']],
    [['sentiment', '--file', 'a.txt', 'x']],
    [['dance']],
    [['sentiment', '--dance', 'x']],
  ])('is 2, with a word on stderr and nothing on stdout, for: %j', async (args) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  it('is 1 for a file that is not there, and names it', async () => {
    const { code, err } = await run(['sentiment', '--file', join(folder, 'none.txt')]);
    expect(code).toBe(1);
    expect(err).toContain('none.txt does not exist');
  });

  it('is 0 for help and version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    expect((await run(['help', 'sentiment'])).out).toContain('--ndjson');
  });
});

it('asks again for the texts that were refused for a moment, and only for them', async () => {
  const seen: Parameters<typeof fakeGateway>[0] = [];
  const { code, out } = await run(['translate', '-t', 'pt', 'one', 'busy', 'bad'], { gateway: fakeGateway(seen) });
  expect({ code, out }).toEqual({ code: 3, out: 'ONE\nBUSY\n\n' });
  expect(seen.map(({ texts }) => texts)).toEqual([['one', 'busy', 'bad'], ['busy']]);
});

it('shows progress for a file only where it is looked at or asked for', async () => {
  const file = join(folder, 'progress.txt');
  writeFileSync(file, 'one\ntwo\n');
  expect((await run(['sentiment', '-f', file])).err).toBe('');
  expect((await run(['sentiment', '-f', file, '--progress'])).err).toMatch(/^2 rows · .* rows\/s · 100 % · 0 s left\n$/);
  expect((await run(['sentiment', '-f', file], { tty: true })).err).toMatch(/2 rows/);
  expect((await run(['sentiment', '-f', file, '--quiet'], { tty: true })).err).toBe('');
});

it('ends when the process has to, and leaves nothing open', async () => {
  const gateway = fakeGateway();
  const world = fakeWorld({ stdin: 'one\n', gateway });
  gateway.run = () => {
    world.stop.abort({ exitCode: 130 });
    return Promise.reject(world.stop.signal.reason);
  };
  expect(await runCli(['sentiment'], '1.2.3', world)).toBe(130);
  expect(world.err()).toBe('');
  expect(gateway.closed).toBe(true);
});
