import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

/** What the page on serving others shows for a deployment: the block marked `deploy=name`. */
export function deployBlock(name: string): string {
  const page = readFileSync(join(packageRoot, 'docs', 'how-to', 'serve-others.md'), 'utf8');
  const [, source] = new RegExp(`^\`\`\`\\w+ deploy=${name}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page) ?? [];
  if (source === undefined) throw new Error(`no block of the page is marked deploy=${name}`);
  return source;
}

/** With the ports of this machine: of nginx without a certificate. */
export function deployHere(source: string, ports: Readonly<Record<string, number>>): string {
  const plain = source.replace('listen 443 ssl;', 'listen 443;');
  return Object.entries(ports).reduce(
    (text, [from, to]) =>
      text
        .replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`)
        .replaceAll(`listen ${from};`, `listen 127.0.0.1:${to};`)
        .replaceAll(`bind :${from}\n`, `bind 127.0.0.1:${to}\n`),
    plain,
  );
}
