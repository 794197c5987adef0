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
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('error', 'unexpected', { requestId, stack: scrub(stack) });
}
