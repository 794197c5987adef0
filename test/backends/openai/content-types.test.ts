import { expect, it } from 'vitest';
import { createOpenai } from '../../../backends/openai/index.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import { event } from '../../support/openai-replies.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { errorOf, runOne } from '../shared/running.ts';

async function translated(type: string, body: string) {
  const upstream = await rawUpstream((socket) =>
    socket.end(`HTTP/1.1 200 OK\r\n${type === '' ? '' : `content-type: ${type}\r\n`}connection: close\r\n\r\n${body}`),
  );
  const settings = openaiSettings.parse({ baseUrl: upstream.url, allowPrivateAddress: true, model: 'm' });
  const backend = createOpenai('cloud', settings);
  const deltas: string[] = [];
  const hear = (delta: string) => deltas.push(delta);
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear });
  await backend.close?.();
  await upstream.close();
  return { outcome, deltas };
}

it.each(['text/event-stream', 'text/plain; charset=utf-8', 'application/octet-stream', ''])(
  'reads a stream of type "%s" as what it was asked for',
  async (type) => {
    const { outcome, deltas } = await translated(type, `${event('A sopa ')}${event('estava fria.', 'stop')}data: [DONE]\n\n`);
    expect(outcome.result).toMatchObject({ value: { text: 'A sopa estava fria.' } });
    expect(deltas).toEqual(['A sopa ', 'estava fria.']);
  },
);

it.each(['application/json', 'text/html'])('takes no reply of type %s for a stream', async (type) => {
  const { outcome, deltas } = await translated(type, type === 'text/html' ? '<html>' : '{}');
  expect(errorOf(outcome).code).toBe('UPSTREAM_INVALID');
  expect(deltas).toEqual([]);
});
