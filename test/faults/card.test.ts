/** The fault card by what it counts; `npm run faults` measures the times too. */
import { expect, it, vi } from 'vitest';
import { type FaultRow, runRow } from '../../bench/faults/bench.ts';
import { badKey } from '../../bench/faults/rows/bad-key.ts';
import { brokenReplies } from '../../bench/faults/rows/broken-replies.ts';
import { brokenStreams } from '../../bench/faults/rows/broken-streams.ts';
import { clientGone } from '../../bench/faults/rows/client-gone.ts';
import { dead } from '../../bench/faults/rows/dead.ts';
import { endless } from '../../bench/faults/rows/endless.ts';
import { flaky } from '../../bench/faults/rows/flaky.ts';
import { limited } from '../../bench/faults/rows/limited.ts';
import { malformed } from '../../bench/faults/rows/malformed.ts';
import { ownForms } from '../../bench/faults/rows/own-forms.ts';
import { slow } from '../../bench/faults/rows/slow.ts';
import { openHere } from './open-here.ts';

async function counted(row: FaultRow): Promise<string[]> {
  const lines = await runRow(row, openHere);
  return lines.map(({ fault, answer, code, attempts, sockets }) => [fault, answer, code, attempts, sockets].join(' | '));
}

it('answers every broken reply with its code after as many calls as it is worth, or from the spare', async () => {
  expect(await counted(brokenReplies)).toEqual(
    [
      ['nothing is said', 'UPSTREAM_TIMEOUT', 1],
      ['the reply stalls', 'UPSTREAM_TIMEOUT', 1],
      ['the header drips', 'UPSTREAM_TIMEOUT', 1],
      ['the body drips', 'UPSTREAM_TIMEOUT', 1],
      ['the JSON is cut', 'UPSTREAM_TRUNCATED', 2],
      ['the body is shorter than announced', 'UPSTREAM_TRUNCATED', 2],
      ['the reply tells no end', 'UPSTREAM_TRUNCATED', 2],
      ['the reply is over its limit', 'UPSTREAM_TRUNCATED', 1],
      ['a compressed reply is cut', 'UPSTREAM_TRUNCATED', 2],
      ['the reply is reset', 'UPSTREAM_TRUNCATED', 2],
      ['the connection is reset', 'UPSTREAM_UNAVAILABLE', 2],
      ['the page is HTML', 'UPSTREAM_INVALID', 1],
      ['the reply is {}', 'UPSTREAM_INVALID', 1],
      ['the JSON is broken', 'UPSTREAM_INVALID', 1],
      ['the reply is half a million lists', 'UPSTREAM_INVALID', 1],
      ['it is not HTTP', 'UPSTREAM_INVALID', 1],
      ['the reply is not compressed as it says', 'UPSTREAM_INVALID', 1],
      ['the coding is not known and the body not whole', 'UPSTREAM_INVALID', 1],
      ['it sends elsewhere', 'UPSTREAM_INVALID', 1],
    ].flatMap(([fault, code, calls]) => [
      `${fault} | error | ${code} | ${calls} | 0`,
      `${fault}, with a spare | right |  | 2 | 0`,
    ]),
  );
});

it('ends every broken stream with one error, or starts over with the spare', async () => {
  expect(await counted(brokenStreams)).toEqual(
    [
      ['the stream stalls', 'UPSTREAM_TIMEOUT'],
      ['the stream ends without a finish', 'UPSTREAM_TRUNCATED'],
      ['a frame is cut in half', 'UPSTREAM_TRUNCATED'],
      ['the stream is reset', 'UPSTREAM_TRUNCATED'],
      ['the stream holds broken JSON', 'UPSTREAM_INVALID'],
      ['the stream holds an error', 'UPSTREAM_UNAVAILABLE'],
      ['the stream never ends', 'UPSTREAM_INVALID'],
    ].flatMap(([fault, code]) => [`${fault} | error | ${code} | 1 | 0`, `${fault}, with a spare | right |  | 2 | 0`]),
  );
});

it('refuses what is whole but no answer, after one try at repair', async () => {
  expect(await counted(malformed)).toEqual([
    'every body is broken | error | UPSTREAM_TRUNCATED | 2 | 0',
    'a label that was not asked for | error | OUTPUT_INVALID | 2 | 0',
    'prose | error | OUTPUT_INVALID | 2 | 0',
    'a field is missing | error | OUTPUT_INVALID | 2 | 0',
    'prose once, then in form | right |  | 2 | 0',
  ]);
  expect(await counted(endless)).toEqual([
    'the body never ends | error | UPSTREAM_INVALID | 1 | 0',
    'a compressed reply unfolds without end | error | UPSTREAM_INVALID | 1 | 0',
  ]);
});

it('reads the answers of services that speak the API in a form of their own, and remembers what they refuse', async () => {
  expect(await counted(ownForms)).toEqual([
    'content in parts, thoughts among them | right |  | 2 | 0',
    'thoughts in a channel | right |  | 2 | 0',
    'thoughts that fill the room of a label | right |  | 3 | 0',
    'the limit is more than the context | right |  | 3 | 0',
    'a field is refused by its place in the body | right |  | 3 | 0',
    'a stream of channels that calls itself plain text | right |  | 1 | 0',
  ]);
});

it('waits for as long as a provider asks where that fits, and else goes on at once', async () => {
  expect(await counted(limited)).toEqual([
    '429, wait 2 s, fits | right |  | 2 | 0',
    '429, wait 2 s, does not fit, with a spare | right |  | 2 | 0',
    '429, wait 1 h | error | UPSTREAM_RATE_LIMITED | 1 | 0',
    '429, wait 1 h, with a spare | right |  | 2 | 0',
    '429, wait 1 h, told twice, with a spare | right |  | 1 | 0',
  ]);
});

it('lets nobody wait past the deadline, and asks nothing for a caller who has gone', async () => {
  expect(await counted(slow)).toEqual([
    expect.stringMatching(/^an answer takes 20 s, deadline 1 s \| error \| DEADLINE_EXCEEDED \| .* \| 0$/),
  ]);
  expect(await counted(clientGone)).toEqual([
    'the caller leaves after 100 ms | nobody to hear it |  | 1 | 0',
    'the listener leaves after 100 ms | nobody to hear it |  | 1 | 0',
  ]);
});

it('asks with a bad key once for a text and no more than two texts, and tells it nowhere', async () => {
  const errors = vi.spyOn(process.stderr, 'write');
  const lines = await runRow(badKey, openHere);
  expect(lines.map(({ answer, code, attempts, figures }) => [answer, code, attempts, figures].join(' | '))).toEqual([
    'error | MODEL_AUTH_FAILED | 1 | the key in 0 answers and logs',
    'right |  | 2 | the key in 0 answers and logs',
    'right |  | 1 | the key in 0 answers and logs',
  ]);
  expect(errors.mock.calls.join()).not.toContain('canary');
  errors.mockRestore();
});

it('leaves a dead upstream alone after ten calls, and finds out with one probe that it is back', async () => {
  const [dies, recovers] = await runRow(dead, openHere);
  expect(dies).toMatchObject({ answer: 'error', code: 'UPSTREAM_UNAVAILABLE', sockets: 0 });
  expect(Number(dies?.attempts)).toBeLessThanOrEqual(10);
  expect(recovers).toMatchObject({ answer: 'right', attempts: '1 probe', sockets: 0 });
});

it('spends few calls on an upstream of which three in ten fail, and has the rest from the spare', async () => {
  const [alone, behind] = await runRow(flaky, openHere);
  expect(Number.parseFloat(alone?.attempts ?? '')).toBeLessThanOrEqual(1.2);
  expect(Number.parseFloat(behind?.attempts ?? '')).toBeLessThanOrEqual(1.2);
  expect(behind?.answer).toBe('100.0 % right');
});
