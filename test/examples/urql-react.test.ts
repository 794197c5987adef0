import { text } from 'node:stream/consumers';
import { createElement, Suspense } from 'react';
import { prerender } from 'react-dom/static';
import { Client, fetchExchange, Provider } from 'urql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReviewList } from '../../examples/urql/review-list.tsx';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

describe('the list of React and urql, rendered on a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ graceMs: 1_000 });
  });
  afterAll(() => server.close());

  async function render(url: string, reviews: readonly string[]): Promise<string> {
    const client = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false, suspense: true });
    const list = createElement(Suspense, { fallback: '…' }, createElement(ReviewList, { reviews }));
    const { prelude } = await prerender(createElement(Provider, { value: client }, list));
    return (await text(prelude)).replaceAll(/<!--.*?-->/g, '');
  }

  it('shows each review with its sentiment, and the failure of one in its place', async () => {
    const html = await render(`${server.url}/graphql`, ['good', '<b>bad</b>', 'fail:OVERLOADED']);
    const items = [...html.matchAll(/<li dir="auto">(.*?)<\/li>/gs)].map(([, item]) => item!.replaceAll(/\s+/g, ' '));
    expect(items).toEqual([
      'good <b>POSITIVE</b>',
      '&lt;b&gt;bad&lt;/b&gt; <b>NEGATIVE</b>',
      expect.stringMatching(/^fail:OVERLOADED <span role="alert">It failed\. <button type="button">Try again<\/button>/),
    ]);
  });

  it('says so when the gateway cannot be asked', async () => {
    expect(await render('http://127.0.0.1:1/graphql', ['good'])).toContain('The gateway cannot be asked');
  });
});
