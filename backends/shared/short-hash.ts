import { createHash } from 'node:crypto';

/** Eight hexadecimal digits that change with the value: what makes a version of everything that shapes answers. */
export function shortHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
