import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadSettings } from '../../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingraph-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a start says to a file, without its head line. */
function refused(yaml: string): string {
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, yaml);
  try {
    loadSettings({ file, env: {} });
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .slice(1)
      .join('\n');
  }
  return 'nothing';
}

it.each([
  ['sever: {}', 'sever: no such setting. Write server.'],
  [
    'routes: { sentiment: { models: [local], models: [local] } }',
    'routes.sentiment.models: no such setting. It is called models now.',
  ],
  ['cache: { semantic: {} }', 'cache.semantic: no such setting. It is called semantic now.'],
  [
    'breaker: { failureRateThreshold: 0.5 }',
    'breaker.failureRateThreshold: no such setting. It is called failureRateThreshold now.',
  ],
  ['breaker: { openDurationMs: 5 }', 'breaker.openDurationMs: no such setting. It is called openDurationMs now.'],
  ['breaker: { maxOpenDurationMs: 5 }', 'breaker.maxOpenDurationMs: no such setting. It is called maxOpenDurationMs now.'],
  ['breaker: { maxConcurrent: 5 }', 'breaker.maxConcurrent: no such setting. It is called maxConcurrent now.'],
  ['breaker: { maxQueued: 5 }', 'breaker.maxQueued: no such setting. It is called maxQueued now.'],
  ['server: { admin: true }', 'server.admin: no such setting. It is called admin now.'],
  ['routes: { sentimant: { models: [local] } }', 'routes.sentimant: no such setting. Write sentiment.'],
  ['backends: { a: { kind: openai, modle: x } }', 'backends.a.modle: no such setting. Write model.'],
  [
    'backends: { a: { kind: huggingface, classifiers: { b: { model: c/d, labels: [e, f], color: red } } } }',
    'backends.a.classifiers.b.color: no such setting. Write one of model, path, maxCharacters, labels.',
  ],
  ['telemetry: { stories: 1 }', 'telemetry.stories: no such setting. Write one of requests, keepTexts.'],
  ['backends: { a: { kind: ollama } }', 'backends.a.kind: Write one of onnx, openai, huggingface, openinference.'],
  ['backends: { a: { kind: openai, maxBatch: many } }', 'backends.a.maxBatch: Write a number.'],
  ['backends: { a: { kind: openai, optional: maybe } }', 'backends.a.optional: Write true or false.'],
  ['backends: { a: { kind: openinference } }', 'backends.a.baseUrl: missing. Write a text.'],
  ['backends: 7', 'backends: Write a mapping.'],
  ['routes: { sentiment: { models: [] } }', 'routes.sentiment.models: Write a list of at least 1.'],
  ['routes: { sentiment: { models: local } }', 'routes.sentiment.models: Write a list.'],
  [
    'routes: { sentiment: { policy: best, models: [local] } }',
    'routes.sentiment.policy: Write one of fallback, cascade, weighted, fastest, cheapest.',
  ],
  ['server: { port: 70000 }', 'server.port: Write a number of at most 65535.'],
  ['breaker: { failureRateThreshold: 2 }', 'breaker.failureRateThreshold: Write a number of at most 1.'],
  [
    'backends: { "My Cloud": { kind: onnx } }',
    'backends.My Cloud: must be of a-z, 0-9, dot, dash and underscore, and at most 64 long.',
  ],
  [
    'backends: { a: { kind: openai, baseUrl: "http://10.0.0.1" } }',
    'backends.a.baseUrl: This is a private address. Write allowPrivateAddress: true beside it if it is meant.',
  ],
])('says of %s what to write instead', (yaml, line) => {
  expect(refused(yaml)).toBe(line);
});

it('says everything that is wrong at once', () => {
  expect(refused('{ sever: {}, retry: { retries: 9 } }').split('\n').toSorted()).toEqual([
    'retry.retries: Write a number of at most 5.',
    'sever: no such setting. Write server.',
  ]);
});
