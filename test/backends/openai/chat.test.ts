import { expect, it } from 'vitest';
import { openChat } from '../../../backends/openai/chat.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import { endpointOf } from '../../../backends/shared/endpoint.ts';
import { GatewayError } from '../../../src/errors.ts';
import { jsonUpstream } from '../shared/json-upstream.ts';
import { callOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

it.each(['UPSTREAM_TIMEOUT', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_RATE_LIMITED'] as const)(
  'hands on %s as it is, whatever its cause reads like to the library',
  async (code) => {
    const error = new GatewayError(code, 'It was.', { cause: new Error('UND_ERR_CONNECT_TIMEOUT timed out') });
    const settings = openaiSettings.parse({});
    const upstream = { endpoint: endpointOf(settings), post: () => Promise.reject(error), close: () => Promise.resolve() };
    const chat = openChat(settings, upstream);
    const request = { model: 'm', messages: [] };
    await expect(chat.complete(request, callOf())).rejects.toBe(error);
    await expect(chat.stream(request, callOf(), () => undefined)).rejects.toBe(error);
  },
);

it.each(['/v1', '/v1/', '', '/', '/deployments/my%20model'])('asks below the base path %j', async (path) => {
  const upstream = await jsonUpstream(() => ({ json: {} }));
  const backend = openaiAt('', { baseUrl: upstream.url.replace('http', 'HTTP') + path });
  await runOne(backend, 'sentiment', {});
  expect(upstream.requests.map((request) => request.path)).toEqual([`${path.replace(/\/$/, '')}/chat/completions`]);
  await backend.close?.();
  await upstream.close();
});
