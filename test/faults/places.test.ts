/** How many calls of a backend are under way at once, from a settings file, over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { completion } from '../support/openai-replies.ts';
import { ends, open } from './over-http.ts';

/** Answers when it has as many calls as are waited for, or none comes any more. */
async function counting(together: number, patienceMs: number) {
  const waiting: (() => void)[] = [];
  let most = 0;
  const answer = () => {
    for (const end of waiting.splice(0)) end();
  };
  const server = createServer(async (message, response) => {
    await message.toArray();
    waiting.push(() =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(completion('{"label":"NEGATIVE"}'))),
    );
    most = Math.max(most, waiting.length);
    if (waiting.length >= together) answer();
    else setTimeout(answer, patienceMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return ends({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, most: () => most, close });
}

it('takes the number of places that a backend names for itself, and else that of all', async () => {
  const [narrow, wide] = [await counting(2, 50), await counting(3, 8_000)];
  const backends = {
    narrow: remote(narrow.url, { maxConcurrent: 1, maxQueued: 0, attemptMs: 10_000 }),
    wide: remote(wide.url, { attemptMs: 10_000 }),
  };
  const { query } = await open(backends, { models: ['narrow', 'wide'] }, { breaker: { maxConcurrent: 3 } });
  const ask = async (backend: string) => {
    const items = Array.from({ length: 6 }, (_, place) => `{ text: "The soup was cold ${place}." }`).join();
    const input = `items: [${items}] language: "en" routing: { backend: "${backend}" }`;
    return (await query(`{ sentimentBatch(input: { ${input} }) { summary { succeeded } } }`)).sentimentBatch;
  };
  expect(await Promise.all([ask('narrow'), ask('wide')])).toEqual(Array(2).fill({ summary: { succeeded: 6 } }));
  expect([narrow.most(), wide.most()]).toEqual([1, 3]);
});
