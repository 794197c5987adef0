// Packs the package, installs the tarball into an empty folder, starts it on a free port, asks each task once and ends it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'lingraph-package-'));
const START_MS = 240_000;

const QUERY = `{
  classify(input: { text: "Where is my parcel?", labels: [{ name: "delivery" }, { name: "payment" }] }) { ... on Classification { label } ...failure }
  sentiment(input: { text: "I love this phone, the battery lasts for days." }) { ... on Sentiment { label } ...failure }
  translate(input: { text: "Good morning, my friends.", target: "pt" }) { ... on Translation { text } ...failure }
  summarize(input: { text: "The bridge was closed on Monday. Engineers had found a crack in a pillar. It will open again in May, the city says.", length: SHORT }) { ... on Summary { text } ...failure }
}
fragment failure on Error { code message }`;

const EXPECTED = {
  classify: ({ label }) => label === 'delivery',
  sentiment: ({ label }) => label === 'POSITIVE',
  translate: ({ text }) => /bom dia/i.test(text ?? ''),
  summarize: ({ text }) => (text ?? '').includes('bridge'),
};

const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

function install() {
  const [{ filename, size, entryCount }] = Object.values(JSON.parse(npm(['pack', '--json', '--pack-destination', folder], root)));
  console.log(`${filename}: ${entryCount} files, ${(size / 1e6).toFixed(1)} MB`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, filename)], folder);
}

/** Gives the address that the banner names. */
async function addressOf(server) {
  const late = setTimeout(() => server.kill('SIGKILL'), START_MS);
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /https?:\/\/\S+\/graphql/.exec(line)?.[0];
    if (!address) continue;
    clearTimeout(late);
    return address;
  }
  throw new Error('the server ended, or was not ready in four minutes');
}

async function ask(address) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query: QUERY }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  const wrong = Object.keys(EXPECTED).filter((task) => !EXPECTED[task](data[task]));
  console.log(JSON.stringify(data, null, 2));
  if (wrong.length > 0) throw new Error(`an unexpected answer: ${wrong.join(', ')}`);
}

async function serveAndAsk() {
  const main = join(folder, 'node_modules', 'lingraph', 'dist', 'cli', 'main.js');
  const server = spawn(process.execPath, [main, 'serve', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  try {
    await ask(await addressOf(server));
  } finally {
    server.kill('SIGTERM');
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`the server ended with ${code} after SIGTERM`);
}

function importFromOutside() {
  const program =
    "const { openGateway, loadSettings } = await import('lingraph'); if (!openGateway || !loadSettings) process.exit(1); await import('lingraph/model'); await import('lingraph/client'); process.exit(0);";
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, stdio: 'inherit' });
}

try {
  install();
  importFromOutside();
  await serveAndAsk();
  console.log('the packed package installs, serves, answers each task and ends');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
