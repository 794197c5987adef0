import { it } from 'vitest';
import { remember } from './support/records.ts';
import { createStage, startEcho } from './support/stage.ts';

const stage = createStage(startEcho, { forEachTest: true });

it('another request that has the number of the open one after a restart is not shown as that one', async () => {
  const view = await stage.open();
  const { page } = view;
  const { telemetry } = stage.server.gateway;
  remember(telemetry, [{ requestId: 'before-the-restart' }]);
  await view.go('/requests');
  await page.locator('.row-button').first().click();
  await page.locator('.request-detail').getByText('before-the-restart').waitFor();
  await page.route('**/graphql', async (route) => {
    const postData = route.request().postData()?.replaceAll('before-the-restart', 'nowhere');
    const response = await route.fetch({ postData });
    await route.fulfill({ response, body: (await response.text()).replaceAll('before-the-restart', 'after-the-restart') });
  });
  await page.getByText('This request is no longer remembered.').waitFor();
  await page.locator('.row-button').first().click();
  await page.locator('.request-detail').getByText('after-the-restart').waitFor();
});
