/** What the tests of a file share: a gateway, a browser over it, and tabs that are closed and looked at after each test. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startTestServer } from '../../src/server/graphql-client.ts';
import { builtPages, noBrowser, openView, sharedBrowser, type View, type ViewOptions } from './browser.ts';

interface Served {
  url: string;
  close(): Promise<unknown>;
}

/** A gateway of made-up answers that serves the console. */
export const startEcho = () => startTestServer({ pages: builtPages() });

/**
 * Sets the stage for the tests of the file that calls it, or skips them where there is no browser.
 * `forEachTest`: the gateway is another one in each test. A test whose tabs had faults fails.
 */
export function createStage<Gateway extends Served>(start: () => Promise<Gateway>, { forEachTest = false } = {}) {
  let browser: Browser;
  let server: Gateway | undefined;
  const views: View[] = [];
  const up = async () => {
    server = await start();
  };
  const down = async () => {
    await server?.close();
    server = undefined;
  };

  beforeAll(async () => {
    if (noBrowser) return;
    browser = await sharedBrowser();
    if (!forEachTest) await up();
  });
  afterAll(async () => {
    await down();
  });
  beforeEach(async (context) => {
    if (noBrowser) return context.skip(noBrowser);
    if (forEachTest) await up();
  });
  afterEach(async () => {
    const opened = views.splice(0);
    await Promise.all(opened.map((view) => view.close()));
    if (forEachTest) await down();
    expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
  });

  return {
    get server(): Gateway {
      if (!server) throw new Error('There is a gateway only while a test runs.');
      return server;
    },
    /** A tab of its own on the gateway, or on the one at `origin`. */
    async open({ origin, ...options }: ViewOptions & { origin?: string } = {}): Promise<View> {
      const view = await openView(browser, origin ?? this.server.url, options);
      views.push(view);
      return view;
    },
  };
}
