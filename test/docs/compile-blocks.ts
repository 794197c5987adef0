/** Type-checks blocks of TypeScript as the files they would be. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import type { Block } from './blocks.ts';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** What the compiler has to say, with the places of the pages; empty when nothing. */
export async function compileBlocks(blocks: readonly Block[]): Promise<string> {
  const folder = mkdtempSync(join(packageRoot, 'node_modules', '.lingraph-docs-'));
  const names = new Map(blocks.map((block, place) => [fileOf(block, place), block]));
  for (const [name, { source }] of names) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), source);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings(folder, [...names.keys()])));
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, '--noEmit', '-p', folder], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
  rmSync(folder, { recursive: true });
  return [...names].reduce((text, [name, { at }]) => text.replaceAll(name, `${at} ${name}`), said);
}

/** The path a block names, or one beside its page; relative imports then mean what they would mean there. */
function fileOf({ info, page, language }: Block, place: number): string {
  return info.file ?? `${page.replace(/\.md$/, '')}-${place}.${language}`;
}

function settings(folder: string, files: readonly string[]) {
  const room = (path: string) => [join(packageRoot, path)];
  return {
    extends: join(packageRoot, 'tsconfig.json'),
    compilerOptions: {
      module: 'esnext',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      jsx: 'react-jsx',
      noUnusedLocals: false,
      rootDirs: [folder, packageRoot],
      paths: {
        lingraph: room('src/main.ts'),
        'lingraph/client': room('client/main.ts'),
        'lingraph/model': room('src/model.ts'),
      },
    },
    include: [],
    files,
  };
}
