import { join } from 'node:path';
import { createServer, type Plugin, transformWithOxc, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileScript, parse } from 'vue/compiler-sfc';
import { packageRoot } from '../../src/config/package-root.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

/** What Vue's own plugin for Vite does, as far as one file with `script setup` needs it. */
const vueFiles: Plugin = {
  name: 'vue-files',
  async transform(code, id) {
    if (!id.endsWith('.vue')) return undefined;
    const { descriptor, errors } = parse(code, { filename: id });
    if (errors[0]) throw errors[0];
    const templateOptions = { ssr: true, ssrCssVars: [] };
    const { content } = compileScript(descriptor, { id, inlineTemplate: true, templateOptions });
    return transformWithOxc(content, `${id}.ts`);
  },
};

describe('the list of Vue and urql, rendered on a server', () => {
  let server: TestServer;
  let vite: ViteDevServer;
  beforeAll(async () => {
    server = await startTestServer({ graceMs: 1_000 });
    const root = join(packageRoot, 'examples', 'vue-urql');
    vite = await createServer({
      root,
      plugins: [vueFiles],
      appType: 'custom',
      logLevel: 'error',
      server: { middlewareMode: true, ws: false },
    });
  });
  afterAll(async () => {
    await vite.close();
    await server.close();
  });

  async function render(url: string, reviews: readonly string[]): Promise<string> {
    const { default: ReviewList } = await vite.ssrLoadModule('/review-list.vue');
    const { createSSRApp, h, Suspense } = await import('vue');
    const { renderToString } = await import('vue/server-renderer');
    const { default: urql, fetchExchange } = await import('@urql/vue');
    const app = createSSRApp({ render: () => h(Suspense, null, { default: h(ReviewList, { reviews }) }) });
    app.use(urql, { url, exchanges: [fetchExchange], preferGetMethod: false });
    const html = await renderToString(app);
    return html.replaceAll(/<!--.*?-->/g, '');
  }

  it('shows each review with its sentiment, and the failure of one in its place', async () => {
    const html = await render(`${server.url}/graphql`, ['good', '<b>bad</b>', 'fail:OVERLOADED']);
    const items = [...html.matchAll(/<li dir="auto">(.*?)<\/li>/gs)].map(([, item]) => item!.replaceAll(/\s+/g, ' ').trim());
    expect(items).toEqual([
      'good <b>POSITIVE</b>',
      '&lt;b&gt;bad&lt;/b&gt; <b>NEGATIVE</b>',
      expect.stringMatching(/^fail:OVERLOADED <span role="alert">It failed\. <button type="button">Try again<\/button>/),
    ]);
    expect(server.gateway.asked.map(({ texts }) => texts.length)).toEqual([3]);
  });

  it('says so when the gateway cannot be asked', async () => {
    expect(await render('http://127.0.0.1:1/graphql', ['good'])).toContain('The gateway cannot be asked');
  });
});
