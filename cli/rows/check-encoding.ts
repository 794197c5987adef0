import { CliFailure } from '../cli-failure.ts';

/**
 * Passes bytes on as they are, and tells once when they are no UTF-8: what does not fit is then read as U+FFFD.
 * Throws CliFailure for UTF-16, of which nothing could be read.
 */
export async function* checkEncoding(chunks: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  let decoder: TextDecoder | undefined = new TextDecoder('utf-8', { fatal: true });
  const check = (chunk?: Uint8Array) => {
    try {
      decoder?.decode(chunk, { stream: chunk !== undefined });
    } catch {
      decoder = undefined;
      tell();
    }
  };
  let first = true;
  for await (const chunk of chunks) {
    if (first && isUtf16(chunk)) throw new CliFailure('The input is UTF-16. Save it as UTF-8.');
    first = false;
    check(chunk);
    yield chunk;
  }
  check();
}

/** By its byte order mark. */
function isUtf16([one, other]: Uint8Array): boolean {
  return (one === 0xff && other === 0xfe) || (one === 0xfe && other === 0xff);
}
