import { logUncaught } from '../src/log.ts';

/** What sockets, files, parsers and decoders say of themselves: no line of ours was half done when it came. */
const OF_A_STREAM = /^(?:E[A-Z\d]+$|EAI_|UND_ERR_|HPE_|Z_|ERR_(?:STREAM|SOCKET|SSL|TLS|HTTP2?)_)/;

/**
 * The last to hear of an error. Each is logged. The process goes on after a rejection that nobody waited for, and after an
 * `error` event without a listener: both are of one connection, and whoever is connected could end the process for all.
 * After anything else `end` is called, since code was left in the middle and what it shares may be half changed.
 */
export function hearUncaught(end: () => void): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    const ends = origin === 'uncaughtException' && !isOfAStream(error);
    logUncaught(error, ends);
    if (ends) end();
  });
}

function isOfAStream(error: unknown): boolean {
  return error instanceof Error && 'code' in error && OF_A_STREAM.test(String(error.code));
}
