import { scrub } from './scrub.ts';

/** One line of JSON on stderr an event: what operators collect. */
function log(level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

/** Something that the operator may like to know. */
export function logNote(event: string, fields: Readonly<Record<string, unknown>>): void {
  log('info', event, fields);
}

/** Something that the operator should look at, while the gateway goes on. */
export function logWarning(event: string, fields: Readonly<Record<string, unknown>>): void {
  log('warn', event, fields);
}

/** An error that callers saw masked: its stack is for the operator, without what may be secret. */
export function logUnexpected(error: unknown, requestId: string): void {
  log('error', 'unexpected', { requestId, stack: stackOf(error) });
}

/** An error that nobody caught, and whether the process ends of it. */
export function logUncaught(error: unknown, ends: boolean): void {
  log('error', 'uncaught', { ends, stack: stackOf(error) });
}

function stackOf(error: unknown): string {
  return scrub(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
