import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { type Encoding, type PageFile, readPageFiles } from './pages-files.ts';
import { headersOf } from './pages-headers.ts';
import type { Pages } from './router.ts';
import { STALL_MS } from './send.ts';

/** The console is one document; its own router shows the page of the address. */
const CONSOLE_PATH = /^\/(?:(?:playground|compare|models|requests|overview)(?:\/.*)?)?$/;

const ENCODINGS: readonly Encoding[] = ['br', 'gzip'];

/** The compressed forms that a browser accepts, smallest first; `q=0` refuses one. */
function acceptedEncodings(header = ''): readonly Encoding[] {
  const offers = header.split(',', 20).filter((offer) => !/;\s*q=0(?:\.0*)?\s*$/.test(offer));
  const names = new Set(offers.map((offer) => offer.split(';', 1)[0]?.trim().toLowerCase()));
  return ENCODINGS.filter((encoding) => names.has(encoding));
}

/** True for who follows a link or types an address: programs and parts of pages do not name the form. */
const wantsDocument = ({ headers }: IncomingMessage): boolean => headers.accept?.includes('text/html') ?? false;

function sendFile(file: PageFile, request: IncomingMessage, response: ServerResponse, status = 200): void {
  const encoding = acceptedEncodings(request.headers['accept-encoding']).find((name) => file.encodings[name]);
  const form = (encoding && file.encodings[encoding]) ?? file;
  const headers = headersOf(file, encoding);
  if (status === 200 && request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': form.size });
  if (request.method === 'HEAD') response.end();
  // A browser that leaves early ends the stream; a file that vanished ends the connection.
  else pipeline(createReadStream(form.path), response.setTimeout(STALL_MS), () => {});
}

/**
 * Serves the built console from `folder`; undefined when it was not built. Only files that were there at the start
 * are known, so no address can lead out of the folder. A person at any other address gets the console too, with status
 * 404: it says that nothing is there, and leads on.
 */
export function createPages(folder: string): Pages | undefined {
  const files = readPageFiles(folder);
  const [shell, graphiql] = [files.get('/index.html'), files.get('/graphiql.html')];
  if (!shell || !graphiql) return undefined;
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const file = CONSOLE_PATH.test(path) ? shell : path === '/graphiql' ? graphiql : files.get(path);
    if (file) sendFile(file, request, response);
    else if (wantsDocument(request)) sendFile(shell, request, response, 404);
    else return false;
    return true;
  };
}
