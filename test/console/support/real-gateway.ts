/** The built gateway as a process of its own, with the shipped models and a mock of a provider beside them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mock, startMock } from '../../backends/openai/mock.ts';
import { endWithSuite } from '../../support/end-with-suite.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli', 'main.js');

export interface RealGateway {
  url: string;
  close(): Promise<void>;
}

/** Answers as a provider's model would; `refuse` in a text makes it fail. */
function startProvider(): Promise<Mock> {
  return startMock(
    ({ texts, body }) => {
      const [text = ''] = texts;
      if (text.includes('refuse')) return { status: 503, error: { message: 'overloaded' } } as never;
      const { name } = (body as { response_format?: { json_schema: { name: string } } }).response_format?.json_schema ?? {};
      const answers: Record<string, object> = {
        classify: { label: 'billing' },
        sentiment: { label: 'NEUTRAL' },
        translate: { translation: `Da nuvem: ${text}` },
        summarize: { summary: 'A summary from the cloud.' },
      };
      return name ? JSON.stringify(answers[name]) : 'A text from the cloud.';
    },
    { chunkSize: 8 },
  );
}

async function addressOf(child: ChildProcess): Promise<string> {
  let out = '';
  for await (const chunk of child.stdout ?? []) {
    out += chunk;
    const [, url] = out.match(/(http:\/\/\S+)\/graphql/) ?? [];
    if (url) return url;
  }
  throw new Error(`The gateway did not start: ${out}`);
}

export async function startRealGateway(): Promise<RealGateway> {
  const provider = await startProvider();
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  const settings = {
    backends: {
      local: { kind: 'onnx' },
      cloud: { kind: 'openai', baseUrl: `${provider.url}/v1`, apiKey: 'sk-canary', model: 'mock-1', allowPrivateAddress: true },
    },
    retry: { retries: 0 },
    telemetry: { keepTexts: true },
  };
  // JSON is YAML too.
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const child = endWithSuite(
    spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--config', file], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const url = await addressOf(child);
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      await provider.close();
      rmSync(folder, { recursive: true });
    },
  };
}
