import { openConnection } from '../../support/connection.ts';
import { quantile } from '../../support/figures.ts';
import { ask, callsOf, over, type Reply } from '../ask.ts';
import type { FaultRow, TestGateway } from '../bench.ts';
import type { Line } from '../line.ts';
import { type MockUpstream, mockUpstream, right } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const OPEN_DURATION_MS = 1_500;
const MAX_CALLS = 10;
const REFUSALS = 1_000;
/** Answers before it dies: upstreams die of gateways that have worked, and the first answers of a process are slower whatever they say. */
const BEFORE = 1_000;
const PROMPT_MS = 5;
/** How long it takes over an answer once it is back: those who ask meanwhile must not be a second probe. */
const PROBE_MS = 300;

/** An upstream that dies and comes back: it is left alone after ten calls, then tried by one probe. */
export const dead: FaultRow = {
  rows: [4, 5],
  async run({ open, own }) {
    let delayMs = 0;
    const slowly: typeof right = async (question, time) => {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      return right(question, time);
    };
    const sick = await own(mockUpstream(slowly));
    const breaker = { openDurationMs: OPEN_DURATION_MS };
    const gateway = await open(routed({ sick: remote(sick.url) }, { breaker }));
    await whileItLives(gateway);
    await sick.kill();
    const died = await dies(gateway, sick);
    delayMs = PROBE_MS;
    return [died, await recovers(gateway, sick)];
  },
};

async function whileItLives(gateway: TestGateway): Promise<void> {
  const connection = await openConnection(new URL(gateway.url));
  for (let time = 0; time < BEFORE; time++) await ask(gateway, { text: `The soup was warm ${time}.` }, over(connection));
  connection.close();
}

async function dies(gateway: TestGateway, sick: MockUpstream): Promise<Line> {
  const replies: Reply[] = [];
  while (replies.length < 40 && replies.at(-1)?.attempts.at(-1)?.outcome !== 'SKIPPED_UNHEALTHY')
    replies.push(await ask(gateway, { text: `The soup was cold ${replies.length}.` }));
  const calls = callsOf(...replies);
  const refused = await whileOpen(gateway);
  const leaked = callsOf(...refused);
  const latencies = refused.map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
  const p99 = quantile(latencies, 0.99);
  const codes = new Set([...replies, ...refused].map(({ code }) => code ?? 'none'));
  const sockets = await socketsLeft(sick);
  return {
    row: 4,
    fault: 'nobody listens',
    answer: 'error',
    code: [...codes].join(', '),
    attempts: String(calls + leaked),
    lateMs: Math.max(...[...replies, ...refused].map(({ lateMs }) => lateMs)),
    sockets,
    upstream: { calls: calls / replies.length, right: 0 },
    figures: `open: ${refused.length} answers, median ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    pass: calls + leaked <= MAX_CALLS && leaked === 0 && codes.size === 1 && p99 < PROMPT_MS && sockets === 0,
  };
}

/** Asks one after another for as long as the model is left alone. */
async function whileOpen(gateway: TestGateway): Promise<Reply[]> {
  const connection = await openConnection(new URL(gateway.url));
  const replies: Reply[] = [];
  const until = performance.now() + OPEN_DURATION_MS * 0.8;
  while (replies.length < REFUSALS && performance.now() < until)
    replies.push(await ask(gateway, { text: `The soup was cold ${replies.length}, again.` }, over(connection)));
  connection.close();
  return replies;
}

async function recovers(gateway: TestGateway, sick: MockUpstream): Promise<Line> {
  await sick.revive();
  const before = sick.requests();
  const started = performance.now();
  let together: Reply[] = [];
  while (callsOf(...together) === 0 && performance.now() < started + 10 * OPEN_DURATION_MS) {
    together = await Promise.all(Array.from({ length: 5 }, (_, place) => ask(gateway, { text: `Was the soup cold ${place}?` })));
    if (callsOf(...together) === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const probes = sick.requests() - before;
  const closedMs = performance.now() - started;
  const after = await ask(gateway, { text: 'The soup was cold.' });
  const sockets = await socketsLeft(sick);
  return {
    row: 5,
    fault: 'it comes back',
    answer: after.label === RIGHT ? 'right' : 'error',
    code: after.code ?? '',
    attempts: `${probes} probe`,
    lateMs: 0,
    sockets,
    upstream: { calls: probes, right: Number(after.label === RIGHT) },
    figures: `closed ${(closedMs / 1_000).toFixed(1)} s after it was back`,
    pass: probes === 1 && after.label === RIGHT && sockets === 0,
  };
}
