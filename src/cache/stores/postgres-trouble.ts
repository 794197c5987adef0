import { inWords, type Trouble } from '../trouble.ts';
import { networkTrouble } from './network-trouble.ts';
import { TableNotMade } from './postgres-table.ts';

const MAKE_IT = 'make it as docs/how-to/cache-in-a-store.md shows';

/** What Postgres, or a pooler before it, means by a code. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const CODES: Readonly<Record<string, Trouble>> = {
  '25006': {
    problem:
      'This Postgres is a standby, or read-only: answers are read from it, and none is added. Name its primary in cache.store.',
  },
  '0A000': {
    problem:
      'This Postgres is a standby, which has no rows of an unlogged table: run ALTER TABLE lingraph_cache SET LOGGED on its primary, or name the primary in cache.store.',
  },
  '42501': {
    problem:
      'The Postgres user in cache.store has not the rights that the cache needs: grant those that docs/how-to/cache-in-a-store.md lists.',
    lasts: true,
  },
  '28P01': { problem: 'Postgres refuses the user or the password in cache.store.', lasts: true },
  '28000': {
    problem: 'Postgres refuses the user in cache.store: make the role, or look at pg_hba.conf of the server.',
    lasts: true,
  },
  '3D000': { problem: 'Postgres has no database of the name in cache.store: make it, or correct the name.', lasts: true },
  '3F000': { problem: 'Postgres has no schema of the search_path in cache.store: make it, or correct the name.', lasts: true },
  '08P01': {
    problem:
      'Postgres, or the pooler before it, refuses how it is spoken to: leave parameters out of cache.store that it does not take.',
  },
  '53100': { problem: 'The disk of Postgres is full: answers are read from it, and none is added.' },
  '53200': { problem: 'Postgres is out of memory.' },
  '53300': {
    problem: 'Postgres takes no more connections: raise max_connections, or put a pooler before it. Each gateway keeps up to 10.',
  },
  '55P03': { problem: 'The table lingraph_cache is locked by somebody else.' },
  '57014': {
    problem:
      'Postgres took longer than its statement_timeout allows: the table lingraph_cache is locked, or the server is overloaded.',
  },
  '57P01': { problem: 'Postgres is shutting down, or its administrator ended the connection.' },
  '57P03': { problem: 'Postgres is starting up: it is used when it is ready.' },
};

/** What else the driver says. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/password must be a string|no password/i, 'Postgres wants a password. Write the user and the password into cache.store.'],
  [
    /timeout/i,
    'Postgres did not answer for seconds: it is frozen or overloaded, the table is locked, or what listens in cache.store is no Postgres.',
  ],
  [
    /not of the protocol|invalid response/i,
    'What listens at the address in cache.store does not speak the protocol of Postgres: correct the host and the port.',
  ],
  [/SSL/, 'This Postgres does not speak TLS: leave sslmode out of cache.store, or turn TLS on there.'],
  [
    /terminated unexpectedly/i,
    'The connection to Postgres is closed by the other side: it was restarted, a proxy closed it, or what listens in cache.store is no Postgres.',
  ],
];

/** What an error of Postgres means; undefined for one that nobody knows. */
export function postgresTrouble(error: unknown): Trouble | undefined {
  if (error instanceof TableNotMade) return notMade(codeOf(error.cause));
  const code = codeOf(error);
  const known = CODES[code];
  if (known) return known;
  // Class 42: the statement does not fit what is there.
  if (/^42...$/.test(code) || code === '22P02')
    return {
      problem: `The table lingraph_cache has another shape than the cache needs: drop it, or rename it, and ${MAKE_IT}.`,
      lasts: true,
    };
  if (code.startsWith('08')) return { problem: 'The connection to Postgres broke.' };
  const words = inWords(error);
  const found = WORDS.find(([pattern]) => pattern.test(words));
  return found ? { problem: found[1] } : networkTrouble(error);
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const NOT_MADE: Readonly<Record<string, string>> = {
  '42501': `the user in cache.store may not make it: ${MAKE_IT}`,
  '25006': `a standby, or one that is read-only, makes none: ${MAKE_IT}, on its primary`,
};

function notMade(code: string): Trouble {
  return {
    problem: `Postgres has no table lingraph_cache, and ${NOT_MADE[code] ?? `it could not be made (${code}): ${MAKE_IT}`}.`,
  };
}
