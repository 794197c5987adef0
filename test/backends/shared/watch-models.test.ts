import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOpenai } from '../../../backends/openai/index.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import type { Backend } from '../../../src/model.ts';
import { completion } from '../../support/openai-replies.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { type JsonUpstream, jsonUpstream } from './json-upstream.ts';
import { runOne } from './running.ts';

let upstream: JsonUpstream;
let backend: Backend;
let reply: { status: number; json: unknown };
let lines: () => readonly Record<string, unknown>[];

beforeEach(async () => {
  upstream = await jsonUpstream(() => reply);
  backend = openBackend(upstream.url);
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  lines = () => written.mock.calls.map(([line]) => JSON.parse(String(line)));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await backend.close?.();
  await upstream.close();
});

const openBackend = (baseUrl: string) =>
  createOpenai('cloud', openaiSettings.parse({ baseUrl, allowPrivateAddress: true, apiKey: 'sk-canary-0123456789', model: 'm' }));

const fail = (status: number, error: object) => {
  reply = { status, json: { error } };
  return runOne(backend, 'sentiment', {});
};

it('logs why a provider refuses once for a model and a status, and tells it until the model answers', async () => {
  const refused = { message: 'sk-canary-0123456789', type: 'invalid_request_error', code: 'no_such_thing', param: 'tools' };
  for (let again = 0; again < 5; again++) await fail(400, refused);
  const problem = 'The model does not take a request of this form. (status 400, invalid_request_error no_such_thing, at tools)';
  expect(lines()).toMatchObject([{ level: 'warn', event: 'provider', backend: 'cloud', model: 'm', problem }]);
  expect(backend.health?.()).toEqual({ healthy: true, models: [{ id: 'm', state: 'DEGRADED', detail: problem }] });

  await fail(401, { code: 'invalid_api_key' });
  expect(lines()).toHaveLength(2);
  expect(backend.health?.()).toMatchObject({ healthy: false, models: [{ state: 'FAILED' }] });
  expect(JSON.stringify([lines(), backend.health?.()])).not.toContain('canary');

  reply = { status: 200, json: completion('{"label":"POSITIVE"}') };
  await runOne(backend, 'sentiment', {});
  expect(backend.health?.()).toEqual({ healthy: true, models: [{ id: 'm', state: 'READY' }] });
  await fail(401, { code: 'invalid_api_key' });
  expect(lines()).toHaveLength(2);
});

it.each([402, 403, 404])(
  'takes a model for refused once status %i comes twice in a row, as it may be of one text',
  async (status) => {
    await fail(status, {});
    expect(backend.health?.()).toMatchObject({ healthy: true, models: [{ state: 'DEGRADED' }] });
    await fail(status, {});
    expect(backend.health?.()).toMatchObject({ healthy: false, models: [{ state: 'FAILED' }] });
  },
);

it('keeps silent about what belongs to one text', async () => {
  await fail(400, { code: 'context_length_exceeded' });
  await fail(400, { type: 'content_filter' });
  expect(lines()).toEqual([]);
  expect(backend.health?.()).toMatchObject({ healthy: true, models: [{ state: 'READY' }] });
});

it('tells the code of what kept a connection from being made', async () => {
  const gone = await rawUpstream('nothing is said');
  await gone.close();
  const nobody = openBackend(gone.url);
  await runOne(nobody, 'sentiment', {});
  await nobody.close?.();
  expect(lines()).toMatchObject([{ code: 'UPSTREAM_UNAVAILABLE', problem: expect.stringContaining('ECONNREFUSED') }]);
});
