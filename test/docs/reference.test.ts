import { describe, expect, it } from 'vitest';
import { KNOWN_REFUSALS } from '../../backends/shared/known-refusals.ts';
import { programOf } from '../../cli/run-cli.ts';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { cliPage } from '../../scripts/reference/cli-page.ts';
import { errorsPage } from '../../scripts/reference/errors-page.ts';
import { refusalsPage } from '../../scripts/reference/refusals-page.ts';
import { schemaPage } from '../../scripts/reference/schema-page.ts';
import { settingsPage } from '../../scripts/reference/settings-page.ts';
import { settingsJsonSchema } from '../../src/config/json-schema.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { ERRORS } from '../../src/errors.ts';
import { kindSchemas } from '../../src/main.ts';
import { fakeWorld } from '../cli/fake-world.ts';

/** What depends on where the package lies has no place in a page. */
const portable = (page: string) => page.replaceAll(packageRoot, '<package>');

describe('the reference pages are up to date (npm run docs makes them anew)', () => {
  it('docs/errors.md', async () => {
    await expect(errorsPage()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('docs/reference/cli.md', async () => {
    await expect(portable(cliPage(programOf('0.0.0', fakeWorld())))).toMatchFileSnapshot('../../docs/reference/cli.md');
  });

  it('docs/reference/refusals.md', async () => {
    await expect(refusalsPage(KNOWN_REFUSALS)).toMatchFileSnapshot('../../docs/reference/refusals.md');
  });

  it('docs/reference/schema.md', async () => {
    await expect(schemaPage(typeDefs())).toMatchFileSnapshot('../../docs/reference/schema.md');
  });

  it('docs/reference/settings.md', async () => {
    await expect(portable(settingsPage(settingsJsonSchema(kindSchemas)))).toMatchFileSnapshot('../../docs/reference/settings.md');
  });
});

describe('the page of settings', () => {
  const page = settingsPage(settingsJsonSchema(kindSchemas));
  const rows = page.split('\n').flatMap((line) => {
    const [, path, , absent = '', meaning = ''] = line.split(/ ?\| ?/);
    return path?.startsWith('`') && line.split('|').length === 6 ? [{ path: path.replaceAll('`', ''), absent, meaning }] : [];
  });
  const row = (path: string) => rows.find((found) => found.path === path);

  it('says of every setting what it means', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ meaning }) => meaning === '').map(({ path }) => path)).toEqual([]);
  });

  it('says of what may be left out whole only that its parts are required in it', () => {
    expect(row('classify.models')?.absent).toBe('**required** in `classify`');
    expect(row('sentiment.model')?.absent).toBe('**required** in `sentiment`');
    expect(row('kind')?.absent).toBe('**required**');
  });

  it('says what a part is for before its settings, and what stands in mappings and lists', () => {
    expect(row('semantic')?.meaning).toContain('Off unless set');
    for (const path of ['prices.<name>.inputPerMillion', 'translate[].pairs[].source', 'classifiers.<name>[].name'])
      expect(row(path)?.absent, path).toMatch(/^\*\*required\*\* in `/);
  });
});

it('the page of errors has one anchor for each code, in lower case', () => {
  const anchors = [...errorsPage().matchAll(/^### (.+)$/gm)].map(([, anchor]) => anchor);
  expect(anchors).toEqual(Object.keys(ERRORS).map((code) => code.toLowerCase()));
});

it('the page of the schema names every operation', () => {
  const page = schemaPage(typeDefs());
  for (const name of ['classify', 'sentimentBatch', 'translate', 'summarizeBatch', 'detectLanguage', 'models']) {
    expect(page).toContain(`| \`${name}(`);
  }
});
