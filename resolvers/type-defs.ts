import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SCHEMA = join(import.meta.dirname, '..', 'schema');

/** The contract as one text: all files of `schema/`, in the order of their names. */
export function typeDefs(): string {
  return readdirSync(SCHEMA)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => readFileSync(join(SCHEMA, file), 'utf8'))
    .join('\n');
}
