import { Duplex, PassThrough, pipeline, type Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import { type Dispatcher, errors } from 'undici';
import { invalidReply } from './upstream-failure.ts';

type Reply = Pick<Dispatcher.ResponseData, 'headers' | 'body'>;

/** Whoever lets go of a stream has no use for its error, and one that nobody listens to ends the process. */
const letGo = () => undefined;

/** Lets go of a reply that is not read; its connection closes. */
export function discard(stream: Readable): void {
  stream.on('error', letGo).destroy();
}

/** Each piece that is decoded is a visit to another thread. */
const PIECES = { chunkSize: 64 * 1024 };

/** Zlib's header, which names the method 8 in its low half. */
const hasZlibHeader = (bytes: Buffer | null) => bytes === null || ((bytes[0] ?? 0) & 0x0f) === 8;

/** `deflate` means zlib's form (RFC 9110, 8.4.1.2); what some servers send by that name is without its header. */
function createInflate(): Duplex {
  const coded = new PassThrough();
  const plain = new PassThrough();
  coded.once('readable', () => {
    const first: Buffer | null = coded.read();
    if (first) coded.unshift(first);
    pipeline(coded, hasZlibHeader(first) ? zlib.createInflate(PIECES) : zlib.createInflateRaw(PIECES), plain, letGo);
  });
  return Duplex.from({ writable: coded, readable: plain });
}

/** Absent where this version of Node does not have it. */
const createZstd = (zlib as { createZstdDecompress?: (options: zlib.ZlibOptions) => Duplex }).createZstdDecompress;

const createGunzip = () => zlib.createGunzip(PIECES);

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: () => zlib.createBrotliDecompress(PIECES),
  ...(createZstd ? { zstd: () => createZstd(PIECES) } : {}),
};

/** Passes on at most `maxBytes`: a few coded bytes can stand for very many. */
function capped(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new errors.ResponseExceededMaxSizeError());
      else done(null, chunk);
    },
  });
}

/** The codings of a reply but `identity`, which is none. */
const codingsOf = ({ headers }: Reply) =>
  String(headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');

/**
 * The body of a reply with its coding taken off, at most `maxBytes` of it. Throws UPSTREAM_INVALID for a coding that is not known
 * here, and for several, each of which would multiply what the reply can become.
 */
export function plainBody(reply: Reply, maxBytes: number): Readable {
  const [coding, ...others] = codingsOf(reply);
  if (coding === undefined) return reply.body;
  const decoder = Object.hasOwn(DECODERS, coding) && others.length === 0 ? DECODERS[coding] : undefined;
  if (!decoder) {
    discard(reply.body);
    throw invalidReply(new Error('a coding that is not known'));
  }
  return pipeline(reply.body, decoder(), capped(maxBytes), letGo);
}
