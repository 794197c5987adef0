import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../src/config/package-root.ts';

const PAGE = join(packageRoot, 'docs', 'how-to', 'remote-backends.md');
const SETTINGS = /^```yaml settings\n(.*?)^```/gms;

type BackendSettings = Readonly<Record<string, unknown>> & { kind: string; baseUrl: string };

/** The settings of a backend as the page has them, with the address of this machine and `key` in place of what is printed there. */
export function settingsOnPage(name: string, port: number, key: string): BackendSettings {
  const found = [...readFileSync(PAGE, 'utf8').matchAll(SETTINGS)]
    .map(([, text = '']) => parse(text.replaceAll(/\$\{\w+\}/g, key)) as { backends: Record<string, BackendSettings> })
    .map(({ backends }) => backends[name])
    .find((settings) => settings !== undefined);
  if (!found) throw new Error(`remote-backends.md has no settings for ${name}`);
  const { pathname } = new URL(found.baseUrl);
  return { ...found, baseUrl: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`, allowPrivateAddress: true };
}

/** The same backend, told to ask for a model that the server does not have. */
export function withWrongModel(settings: BackendSettings): BackendSettings {
  const wrong = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(wrong);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === 'model' ? 'no-such-model' : wrong(member)]),
    );
  };
  return wrong(settings) as BackendSettings;
}
