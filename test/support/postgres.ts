import { connect } from 'node:net';
import { Pool } from 'pg';

const HOST = '127.0.0.1';
const PORT = 5432;
const TEST_DATABASE = `postgres://postgres@${HOST}:${PORT}/test`;

/** Why tests that need a Postgres cannot run here; undefined when they can. In CI they must. */
export async function postgresMissing(): Promise<string | undefined> {
  const listens = await new Promise<boolean>((resolve) => {
    const socket = connect(PORT, HOST, () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
  if (listens) return undefined;
  if (process.env.CI) throw new Error(`Postgres on ${HOST}:${PORT} is required in CI`);
  return `nothing listens on ${HOST}:${PORT}`;
}

export interface TestSchema {
  /** Of the database, with only this schema in sight. */
  url: string;
  /** The same through another port of this machine. */
  urlAt(port: number): string;
  query<Row>(text: string): Promise<Row[]>;
  /** Ends every connection that was opened by `url`, as a restart does. */
  breakConnections(): Promise<void>;
  drop(): Promise<void>;
}

/** A schema of the test's own, since others use the database too. */
export async function openSchema(): Promise<TestSchema> {
  const name = `lingraph_test_${Math.random().toString(36).slice(2)}`;
  const inSchema = `options=${encodeURIComponent(`-c search_path=${name}`)}`;
  const urlAt = (port: number) => `postgres://postgres@${HOST}:${port}/test?${inSchema}&application_name=${name}`;
  const pool = new Pool({ connectionString: `${TEST_DATABASE}?${inSchema}` });
  await pool.query(`CREATE SCHEMA ${name}`);
  return {
    url: urlAt(PORT),
    urlAt,
    query: async <Row>(text: string) => (await pool.query<Row>(text)).rows,
    async breakConnections() {
      await pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name]);
    },
    async drop() {
      await pool.query(`DROP SCHEMA ${name} CASCADE`);
      await pool.end();
    },
  };
}
