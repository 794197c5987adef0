/** Real proxies of the test's own, on free ports. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type ProxyName = 'nginx' | 'haproxy' | 'varnishd';

const VERSION_FLAG = { nginx: '-v', haproxy: '-v', varnishd: '-V' } as const;

/** Why what needs this proxy cannot run here; undefined when it can. In CI it must. */
export function proxyMissing(name: ProxyName): string | undefined {
  if (spawnSync(name, [VERSION_FLAG[name]], { env: withSbin() }).status === 0) return undefined;
  if (process.env.CI) throw new Error(`${name} is required in CI`);
  return `${name} is not installed`;
}

export interface TestProxy {
  /** http://127.0.0.1:port */
  url: string;
  close(): Promise<void>;
}

/** The inside of nginx's `http` block, which must listen on `port`. */
export function startNginx(port: number, http: string): Promise<TestProxy> {
  return startProxy(port, (folder) => {
    const file = join(folder, 'nginx.conf');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
    const head = `daemon off; master_process off; pid ${folder}/pid; error_log stderr error; events { worker_connections 1024; }`;
    writeFileSync(file, `${head}\nhttp { access_log off; ${temporary.join(' ')}\n${http}\n}\n`);
    return ['nginx', '-p', folder, '-c', file];
  });
}

export function startHaproxy(port: number, settings: string): Promise<TestProxy> {
  return startProxy(port, (folder) => {
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(file, settings);
    return ['haproxy', '-f', file, '-db'];
  });
}

/** Varnish as it is installed, in front of the server at `url`. */
export function startVarnish(port: number, url: string): Promise<TestProxy> {
  const { host } = new URL(url);
  return startProxy(port, (folder) => {
    mkdirSync(join(folder, 'varnish'));
    return ['varnishd', '-F', '-n', join(folder, 'varnish'), '-a', `127.0.0.1:${port}`, '-b', host, '-s', 'malloc,16m'];
  });
}

async function startProxy(port: number, prepare: (folder: string) => string[]): Promise<TestProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-proxy-'));
  const [command = '', ...parameters] = prepare(folder);
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env: withSbin() });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output = (output + text).slice(-5_000);
    });
  const close = async () => {
    child.kill('SIGTERM');
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  while (!(await listens(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${command} ended: ${output}`);
    await sleep(20);
  }
  return { url: `http://127.0.0.1:${port}`, close };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Where Debian keeps servers, which is not on everybody's path. */
const withSbin = () => ({ ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` });
