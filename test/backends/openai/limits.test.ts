/** How much a model may write, and what becomes of what it does not end. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import type { Task } from '../../../src/task.ts';
import { type ChatUpstream, chatUpstream, type Said } from '../../support/chat-upstream.ts';
import { completion } from '../../support/openai-replies.ts';
import { accountFor, answerOf, callOf, errorOf, runOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

let upstream: ChatUpstream;
let backend: Backend;
afterEach(async () => {
  await backend.close?.();
  await upstream.close();
});

type Body = Readonly<Record<string, unknown>>;

async function start(say: (body: Body) => Said, settings = {}) {
  const made: ChatUpstream = await chatUpstream(() => say(made.requests.at(-1) ?? {}));
  [upstream, backend] = [made, openaiAt(made.url, settings)];
}

const limits = () => upstream.requests.map((body) => body.max_completion_tokens);
const FULL = 8_192;
const classify = (...names: string[]) => ({ labels: names.map((name) => ({ name })), multiLabel: false });

describe('a label', () => {
  it('is let take tens of tokens, and as many more as its name may have', async () => {
    await start(() => ({}));
    const once = { call: callOf({ account: accountFor(1) }) };
    await runOne(backend, 'sentiment', {}, once);
    await runOne(backend, 'classify', classify('a', 'b'), once);
    await runOne(backend, 'classify', classify('a', 'long '.repeat(40)), once);
    await runOne(backend, 'classify', { ...classify('one', 'two', 'three'), multiLabel: true }, once);
    const [sentiment, short, long, several] = limits() as number[];
    for (const limit of [sentiment, short]) expect(limit).toBeLessThan(120);
    expect(long).toBeGreaterThan(400);
    expect(several).toBeGreaterThan(short ?? 0);
  });

  it('is never let take more than the settings say, and several take more than one', async () => {
    await start(() => ({}), { maxOutputTokens: 120, maxBatch: 4 });
    const run = (texts: readonly string[]) =>
      runOf(backend, 'sentiment')({ texts: texts, options: {} }, callOf({ account: accountFor(1) }));
    await run(['a']);
    await run(['a', 'b', 'c']);
    expect(limits()).toEqual([expect.any(Number), 120]);
    expect(limits()[0]).toBeLessThan(120);
  });

  it.each(['translate', 'summarize'] as const)('is what %s does not give: it has the whole limit', async (task) => {
    await start(() => ({}));
    const options = { translate: { target: 'pt' }, summarize: { length: 'SHORT', format: 'PARAGRAPH' } } as const;
    await runOne<Task>(backend, task, options[task]);
    expect(limits()[0]).toBe(FULL);
  });
});

const cut = (content: string, change: object = {}): Said => ({ json: { ...completion(content, 'length'), ...change } });

describe('an answer that is cut at its limit', () => {
  it.each(['sentiment', 'translate'] as const)('of %s is paid once, belongs to its text, and names the limit', async (task) => {
    await start(() => cut('{"label":"POSI'), { maxOutputTokens: 20 });
    const error = errorOf(await runOne<Task>(backend, task, task === 'sentiment' ? {} : { target: 'pt', source: 'en' }));
    expect(error).toMatchObject({ code: 'UPSTREAM_TRUNCATED', ofText: true });
    expect(error.message).toContain('20 tokens that `maxOutputTokens`');
    expect(upstream.requests).toHaveLength(1);
  });

  it('of a label that was let take tens of tokens says so', async () => {
    await start(() => cut('{"label":"POSI'));
    expect(errorOf(await runOne(backend, 'sentiment', {})).message).toMatch(/than the \d+ tokens that a label takes/);
    expect(upstream.requests).toHaveLength(1);
  });
});

const labelAfter = (thoughts: object): Said => ({ json: { ...completion('{"label":"NEGATIVE"}'), ...thoughts } });
const withMessage = (message: object, finish_reason: string) => ({ choices: [{ index: 0, message, finish_reason }] });

describe('a model that thinks before it answers', () => {
  it.each([
    ['in a field of its own', cut('', withMessage({ content: null, reasoning_content: 'Soup, soup' }, 'length'))],
    ['in another field', cut('', withMessage({ content: '{', reasoning: 'Soup, soup' }, 'length'))],
    [
      'and counts the tokens',
      cut('', { usage: { prompt_tokens: 9, completion_tokens: 80, completion_tokens_details: { reasoning_tokens: 80 } } }),
    ],
    ['and shows nothing', cut('')],
    ['aloud', cut('<think>Soup, soup')],
    ['aloud, where the template wrote the mark', cut('Soup, soup')],
  ])('%s is asked again with all the room there is, and from then on at once', async (_, said) => {
    await start((body) => (body.max_completion_tokens === FULL ? {} : said));
    for (let time = 0; time < 2; time++) expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
    expect(limits()).toEqual([expect.any(Number), FULL, FULL]);
  });

  it('is known by an answer that shows it, before it is cut', async () => {
    await start(() => labelAfter(withMessage({ content: '{"label":"NEGATIVE"}', reasoning_content: 'Soup' }, 'stop')));
    await runOne(backend, 'sentiment', {});
    await runOne(backend, 'classify', classify('a', 'NEGATIVE'));
    expect(limits()).toEqual([expect.any(Number), FULL]);
    expect(limits()[0]).toBeLessThan(120);
  });

  it('and never ends is not asked for ever', async () => {
    await start(() => cut('<think>Soup, soup'));
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_TRUNCATED');
    expect(limits()).toEqual([expect.any(Number), FULL]);
  });

  it('is not asked again where no call is left, nor where the service keeps to no limit', async () => {
    const usage = { prompt_tokens: 300, completion_tokens: FULL };
    await start(() => cut('', { usage }));
    await runOne(backend, 'sentiment', {});
    expect(upstream.requests).toHaveLength(1);
    await backend.close?.();
    await upstream.close();
    await start(() => cut(''));
    await runOne(backend, 'sentiment', {}, { call: callOf({ account: accountFor(1) }) });
    expect(upstream.requests).toHaveLength(1);
  });
});
