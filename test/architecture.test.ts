import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCycle, importsOf, type SourceFile, violations } from './import-rules.ts';

const root = join(import.meta.dirname, '..');
const rooms = ['src', 'resolvers', 'backends', 'cli', 'client', 'bench', 'scripts', 'examples', 'console/src'];

function sources(): SourceFile[] {
  return rooms
    .filter((room) => existsSync(join(root, room)))
    .flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => join(room, name)))
    .filter((path) => /\.(ts|tsx|js)$/.test(path) && !/node_modules|\/dist\/|generated/.test(path))
    .map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
}

describe('the import directions', () => {
  it('hold in every source file', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(30);
    expect(violations(files)).toEqual([]);
  });

  it('lead nowhere in a circle', () => {
    expect(findCycle(sources())).toBeUndefined();
  });
});

describe('a planted violation is seen', () => {
  const planted: [path: string, source: string, rule: RegExp][] = [
    ['src/gateway.ts', "import { onnx } from '../backends/onnx/backend.ts';", /only src\/main.ts knows the backends/],
    ['src/server/http.ts', "const { onnx } = await import('../../backends/index.ts');", /only src\/main.ts knows the backends/],
    ['backends/openai/backend.ts', "import { encode } from '../onnx/encode.ts';", /a backend imports only/],
    ['backends/openai/backend.ts', "import { runGateway } from '../../src/gateway.ts';", /a backend imports only/],
    ['backends/shared/http.ts', "import { loadSettings } from '../../src/config/load-settings.ts';", /a backend imports only/],
    ['src/model.ts', "import type { Gateway } from './gateway.ts';", /the vocabulary imports only/],
    ['src/layers/route.ts', "import type {\n  Gateway,\n} from '../gateway.ts';", /layers look down/],
    ['src/gateway.ts', "export { resolvers } from '../resolvers/index.ts';", /below the server/],
    ['src/server/http.ts', "import { serve } from '../main.ts';", /the server does not know main/],
    ['resolvers/sentiment.ts', "import { retried } from '../src/layers/retry.ts';", /resolvers see the gateway/],
    ['cli/commands/serve.ts', "import { split } from '../../src/layers/split.ts';", /the command line sees/],
    ['src/main.ts', "import { runCli } from '../cli/run-cli.ts';", /nothing imports the command line/],
    ['src/gateway.ts', "import { GraphQLError } from 'graphql';", /only src\/server and resolvers/],
    ['backends/onnx/backend.ts', "import { ApolloServer } from '@apollo/server';", /only src\/server and resolvers/],
    ['cli/commands/schema.ts', "import { compileQuery } from 'graphql-jit';", /only src\/server and resolvers/],
    ['client/main.ts', "import { ERRORS } from '../src/errors.ts';", /the client stands alone/],
    ['client/main.ts', "import { request } from 'undici';", /the client stands alone/],
    ['src/layers/split.ts', "import { fake } from '../../test/fake.ts';", /nothing imports test/],
    ['bench/faults.ts', "import { startMock } from '../test/backends/openai/mock.ts';", /the bench imports only/],
    ['backends/onnx/host.ts', 'const cores = Number(process.env.CORES);', /reads process.env/],
    ['src/server/http.ts', "import { env } from 'node:process';", /reads process.env/],
    ['backends/onnx/host.ts', "fork(new URL('../../src/gateway.ts', import.meta.url));", /a backend imports only/],
  ];
  it.each(planted)('in %s: %s', (path, source, rule) => {
    expect(violations([{ path, source }]).join('\n')).toMatch(rule);
  });

  it('as a circle of files', () => {
    const circle: SourceFile[] = [
      { path: 'src/one.ts', source: "import './two.ts';" },
      { path: 'src/two.ts', source: "import { three } from './three.ts';" },
      { path: 'src/three.ts', source: "export * from './one.ts';" },
    ];
    expect(findCycle(circle)).toEqual(['src/one.ts', 'src/two.ts', 'src/three.ts', 'src/one.ts']);
    expect(findCycle(circle.slice(1))).toBeUndefined();
    const types: SourceFile = { path: 'src/three.ts', source: "import type { One } from './one.ts';" };
    expect(findCycle([...circle.slice(0, 2), types])).toBeUndefined();
  });
});

describe('what is allowed is let through', () => {
  const allowed: SourceFile[] = [
    {
      path: 'src/main.ts',
      source: "import { backends } from '../backends/index.ts';\nimport { listen } from './server/listen.ts';",
    },
    {
      path: 'backends/onnx/host.ts',
      source: "import { GatewayError } from '../../src/errors.ts';\nimport { pool } from './pool.ts';",
    },
    { path: 'backends/onnx/host.ts', source: "import { InferenceSession } from 'onnxruntime-node';" },
    { path: 'src/config/load-settings.ts', source: 'const port = process.env.PORT;' },
    {
      path: 'src/layers/catch-failures.ts',
      source: "// never process.env\n/* import x from '../gateway.ts' */ import { Run } from '../model.ts';",
    },
    {
      path: 'src/server/http.ts',
      source: "import { parse } from 'graphql';\nimport { resolvers } from '../../resolvers/index.ts';",
    },
  ];
  it.each(allowed)('in $path', (file) => {
    expect(violations([file])).toEqual([]);
  });

  it('and every form of import is read', () => {
    const source =
      "import a from './a.ts';\nimport './b.ts';\nexport * from './c.ts';\nconst d = () => import('./d.ts');\nimport type {\n  E,\n} from '../e.ts';";
    expect(importsOf({ path: 'src/x/main.ts', source })).toEqual([
      'src/x/a.ts',
      'src/x/b.ts',
      'src/x/c.ts',
      'src/e.ts',
      'src/x/d.ts',
    ]);
  });
});
