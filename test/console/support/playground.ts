import type { Locator, Page } from 'playwright-core';
import type { View, ViewOptions } from './browser.ts';

interface Stage {
  open(options?: ViewOptions & { origin?: string }): Promise<View>;
}

/** The playground as tests use it: a tab that `open` takes to an address, and the parts of its form in the latest tab. */
export function playgroundOn(stage: Stage) {
  let view: View | undefined;
  const page = (): Page => {
    if (!view) throw new Error('No page is open.');
    return view.page;
  };
  const text = (): Locator => page().getByLabel('Text', { exact: true });
  return {
    async open(path: string, options?: ViewOptions & { origin?: string }): Promise<Page> {
      view = await stage.open(options);
      await view.go(path);
      return view.page;
    },
    text,
    result: (): Locator => page().getByRole('region', { name: 'Result' }),
    send: () => text().press('Control+Enter'),
  };
}
