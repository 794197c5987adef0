import { expect, it } from 'vitest';
import { fileTrouble } from '../../../../src/cache/stores/file-trouble.ts';
import { postgresTrouble } from '../../../../src/cache/stores/postgres-trouble.ts';
import { redisTrouble } from '../../../../src/cache/stores/redis-trouble.ts';
import { scrub } from '../../../../src/scrub.ts';

const withCode = (code: string, message = 'words of the server') => Object.assign(new Error(message), { code });

/** What is told may go to callers: it has nothing of the server's own words, and nothing that the log would hide. */
function expectTold(trouble: { problem: string } | undefined, said: RegExp): void {
  expect(trouble?.problem).toMatch(said);
  expect(trouble?.problem).not.toContain('words of the server');
  expect(scrub(trouble?.problem ?? '')).toBe(trouble?.problem);
}

it.each([
  ["NOPERM this user has no permissions to run the 'eval' command", /may not run EVAL: give it the rights/],
  ["NOPERM User lingraph has no permissions to run the 'cluster|slots' command", /may not run CLUSTER\|SLOTS/],
  ['NOPERM this user has no permissions to access one of the keys used as arguments', /key pattern lingraph\*/],
  ['NOPERM No permissions to access a key', /key pattern lingraph\*/],
  ['NOAUTH Authentication required.', /wants a password/],
  ['WRONGPASS invalid username-password pair or user is disabled.', /refuses the user or the password/],
  ['ERR AUTH <password> called without any password configured for the default user. Are you sure?', /has none/],
  ["READONLY You can't write against a read only replica.", /read-only replica/],
  ["OOM command not allowed when used memory > 'maxmemory'.", /is full \(maxmemory\).*maxmemory-policy/],
  ['MISCONF Redis is configured to save RDB snapshots, but it is unable to persist to disk.', /cannot save its data/],
  ['NOREPLICAS Not enough good replicas to write.', /fewer replicas/],
  ['LOADING Redis is loading the dataset in memory', /still loading/],
  ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", /lost its primary/],
  ['CLUSTERDOWN Hash slot not served', /does not serve the keys/],
  ['MOVED 3999 127.0.0.1:6381', /send each to another/],
  ['BUSY Redis is busy running a script.', /busy with a script/],
  ["ERR unknown command 'EVAL', with args beginning with: 'x'", /does not know the command EVAL/],
  ['ERR max number of clients reached', /raise its maxclients/],
  ['ERR DB index is out of range', /number of the database/],
  ['Unknown RESP type 72 "H"', /HTTP server listens/],
  ['Unknown RESP type 21 "\u0015"', /speaks TLS there: write rediss/],
  ['Unknown RESP type 69 "E"', /not speak the protocol of Redis/],
])('says of Redis that answers %s what to do', (message, said) => {
  expectTold(redisTrouble(new Error(message)), said);
});

it.each([
  ['25006', /standby, or read-only/],
  ['42501', /has not the rights/],
  ['42703', /another shape/],
  ['42804', /another shape/],
  ['28P01', /refuses the user or the password/],
  ['28000', /pg_hba\.conf/],
  ['3D000', /no database of the name/],
  ['53100', /disk of Postgres is full/],
  ['53300', /takes no more connections/],
  ['55P03', /locked by somebody else/],
  ['57014', /statement_timeout/],
  ['57P01', /shutting down/],
  ['57P03', /starting up/],
  ['08006', /connection to Postgres broke/],
])('says of Postgres that answers %s what to do', (code, said) => {
  expectTold(postgresTrouble(withCode(code)), said);
});

it.each([
  ['SQLITE_FULL', /disk .* is full/],
  ['SQLITE_NOTADB', /is no database: delete it/],
  ['SQLITE_CORRUPT', /is damaged/],
  ['SQLITE_BUSY', /locked by another process/],
  ['SQLITE_READONLY', /may not be written/],
  ['SQLITE_IOERR_WRITE', /full or fails/],
])('says of a file that fails with %s what to do', (code, said) => {
  expectTold(fileTrouble(withCode(code)), said);
});

it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE', 'CERT_HAS_EXPIRED'])(
  'says of a connection that fails with %s what to do',
  (code) => {
    expectTold(redisTrouble(withCode(code)), new RegExp(`\\(${code}\\)$`));
    expectTold(postgresTrouble(withCode(code)), new RegExp(`\\(${code}\\)$`));
  },
);

it('leaves what nobody knows to the words of whoever said it', () => {
  for (const explain of [redisTrouble, postgresTrouble, fileTrouble]) expect(explain(new Error('something new'))).toBeUndefined();
});
