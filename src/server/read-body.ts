import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type HttpProblem, problem } from './http-problem.ts';

/** How much of a body that is too large is thrown away before the connection is: the caller can still read the refusal. */
const PATIENCE = 32;

/** Reads a body of UTF-8 text, of at most `maxBytes`. Never resolves when the caller leaves half way. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | HttpProblem> {
  const tooLarge = () => problem('REQUEST_TOO_LARGE', `The body may have at most ${maxBytes} bytes.`);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else if (bytes > maxBytes * PATIENCE) request.destroy();
      else resolve(tooLarge());
    });
    request.on('end', () => resolve(bytes <= maxBytes ? textOf(chunks) : tooLarge()));
  });
}

function textOf(chunks: readonly Buffer[]): string | HttpProblem {
  const [first] = chunks;
  const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
  return isUtf8(body) ? body.toString('utf8') : problem('BAD_REQUEST', 'The body is not valid UTF-8.');
}
