/** What the page on serving others shows for proxies and process managers, held against real ones. */
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { parse } from 'yaml';
import { runRow } from '../../bench/faults/bench.ts';
import { rollingRestart } from '../../bench/faults/rows/rolling-restart.ts';
import { openHere } from '../faults/open-here.ts';
import { scriptedTranslator, startStreams, TRANSLATE, wordByWord } from '../src/server/streams-world.ts';
import { deployBlock, deployHere } from '../support/deploy-block.ts';
import { freePort, proxyMissing, startNginx } from '../support/proxies.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The gateway behind nginx as the page has it. */
async function behindNginx(change = (source: string) => source) {
  const words = ['bom ', 'dia'];
  const server = await startStreams([scriptedTranslator('one', wordByWord(words, 300))], { allowedHosts: ['api.example.com'] });
  ends.push(server.close);
  const port = await freePort();
  const proxy = await startNginx(port, deployHere(change(deployBlock('nginx')), { 4000: server.port, 443: port }));
  ends.push(proxy.close);
  return { ...proxy, port, server };
}

const nginxMissing = proxyMissing('nginx');
if (nginxMissing) console.info(`not run: ${nginxMissing}`);

describe.skipIf(nginxMissing)('nginx as the page has it', () => {
  it('lets a page on any port open a websocket to its own address', async () => {
    const { port } = await behindNginx();
    const host = `api.example.com:${port}`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
      headers: { host },
      origin: `http://${host}`,
    });
    const opened = await new Promise((resolve) =>
      socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message)),
    );
    socket.terminate();
    expect(opened).toBe('open');
  });

  it('hands on a stream as it comes, although it buffers', async () => {
    const { url } = await behindNginx();
    const { body } = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: TRANSLATE, variables: { text: 'Good morning.' } }),
    });
    const pieces: string[] = [];
    for await (const piece of body ?? []) pieces.push(Buffer.from(piece).toString());
    expect(pieces.findIndex((piece) => piece.includes('bom '))).toBeLessThan(
      pieces.findIndex((piece) => piece.includes('TranslationCompleted')),
    );
  });

  it('is what is missing when a websocket does not come about, and the answer says so', async () => {
    const { port } = await behindNginx((source) => source.replace(/.*(Upgrade|Connection) .*\n/g, ''));
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    const answer = await new Promise<string>((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path: '/graphql', headers: { ...headers, host: 'api.example.com' } });
      asked.on('upgrade', () => resolve('upgraded')).on('error', reject);
      asked.on('response', async (response) => resolve(Buffer.concat(await response.toArray()).toString()));
      asked.end();
    });
    expect(answer).toContain('a proxy took the upgrade away');
  });
});

describe('a rolling restart as the page has it', () => {
  it('loses no request', { timeout: 600_000 }, async () => {
    const lines = await runRow(rollingRestart, openHere);
    expect(lines.map(({ answer, code, figures }) => [answer, code, figures.replace(/of \d+/, 'of many')])).toEqual(
      lines.map(() => ['right', '', '0 of many requests lost']),
    );
    if (process.env.CI) expect(lines).toHaveLength(2);
  });
});

describe('process managers as the page has them', () => {
  const { server } = parse(deployBlock('rolling')) as { server: { shutdownDelayMs: number; graceMs: number } };
  const neededSeconds = (server.shutdownDelayMs + server.graceMs) / 1_000;

  it('wait longer than the gateway takes to end', () => {
    const { spec } = parse(deployBlock('kubernetes')) as { spec: { terminationGracePeriodSeconds: number } };
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(neededSeconds);
    expect(Number(/TimeoutStopSec=(\d+)/.exec(deployBlock('systemd'))?.[1])).toBeGreaterThan(neededSeconds);
  });

  it('look at a path that is there, and notice before the gateway closes', async () => {
    const { spec } = parse(deployBlock('kubernetes')) as { spec: { containers: readonly Container[] } };
    const [{ readinessProbe, livenessProbe }] = spec.containers as [Container];
    const gateway = await startStreams([scriptedTranslator('one', wordByWord(['a']))], {
      shutdownDelayMs: server.shutdownDelayMs,
    });
    const statuses = () =>
      Promise.all([readinessProbe, livenessProbe].map(async ({ httpGet }) => (await fetch(gateway.url + httpGet.path)).status));
    expect(await statuses()).toEqual([200, 200]);
    expect(readinessProbe.periodSeconds * readinessProbe.failureThreshold * 1_000).toBeLessThan(server.shutdownDelayMs);
    const closed = gateway.close();
    expect(await statuses()).toEqual([503, 200]);
    await closed;
  });
});

interface Probe {
  httpGet: { path: string };
  periodSeconds: number;
  failureThreshold: number;
}

interface Container {
  readinessProbe: Probe;
  livenessProbe: Probe;
}
