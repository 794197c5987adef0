import { spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainUser } from './child-server.ts';
import { freePort } from './redis.ts';

const ROOT = '/usr/lib/postgresql';

/** Where the programs of a Postgres server are; undefined where there are none. In CI they must be. */
function programs(): string | undefined {
  try {
    const [newest] = readdirSync(ROOT).sort((one, other) => Number(other) - Number(one));
    return newest === undefined ? undefined : join(ROOT, newest, 'bin');
  } catch {
    return undefined;
  }
}

export function standbyMissing(): string | undefined {
  if (programs()) return undefined;
  if (process.env.CI) throw new Error('the programs of a Postgres server are required in CI');
  return 'the programs of a Postgres server are not installed';
}

export interface Standby {
  primaryUrl: string;
  /** Of a hot standby of that. */
  url: string;
  stop(): void;
}

/** A Postgres of the test's own, and a hot standby that follows it. */
export async function startStandby(): Promise<Standby> {
  const user = plainUser();
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const run = (program: string, ...settings: string[]) => {
    const { status, stderr } = spawnSync(join(programs() ?? '', program), settings, {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
  };
  const start = (data: string, port: number) => {
    const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB`;
    run('pg_ctl', 'start', '-w', '-D', data, '-o', settings, '-l', join(folder, `${port}.log`));
  };
  const [primary, standby] = [join(folder, 'primary'), join(folder, 'standby')];
  const [primaryPort, standbyPort] = [await freePort(), await freePort()];
  const stop = () => {
    for (const data of [standby, primary]) {
      try {
        run('pg_ctl', 'stop', '-m', 'immediate', '-D', data);
      } catch {
        // it was not started
      }
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    run('initdb', '-D', primary, '-U', 'postgres', '-A', 'trust', '--no-sync');
    appendFileSync(join(primary, 'postgresql.conf'), '\nwal_level = replica\nmax_wal_senders = 4\nhot_standby = on\n');
    start(primary, primaryPort);
    run(
      'pg_basebackup',
      '-h',
      '127.0.0.1',
      '-p',
      String(primaryPort),
      '-U',
      'postgres',
      '-D',
      standby,
      '-R',
      '--no-sync',
      '-c',
      'fast',
    );
    start(standby, standbyPort);
  } catch (error) {
    stop();
    throw error;
  }
  const urlAt = (port: number) => `postgres://postgres@127.0.0.1:${port}/postgres`;
  return { primaryUrl: urlAt(primaryPort), url: urlAt(standbyPort), stop };
}
