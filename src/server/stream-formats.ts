import type { Result } from './execute-operation.ts';

/** How the results of a subscription are written into one HTTP response. */
export interface StreamFormat {
  type: string;
  /** Before the first result: something, so that a browser sees the response begin. */
  begin: string;
  result(result: Result): string;
  /** Says nothing but that the connection lives. */
  ping: string;
  end: string;
}

/** Server-sent events, in the distinct connections mode of the GraphQL over SSE protocol. */
const EVENTS: StreamFormat = {
  type: 'text/event-stream; charset=utf-8',
  begin: ':\n\n',
  result: (result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`,
  ping: ':\n\n',
  end: 'event: complete\ndata:\n\n',
};

const HEAD = '\r\ncontent-type: application/json\r\n\r\n';
const BOUNDARY = '\r\n--graphql';

/** Apollo's multipart protocol for subscriptions, version 1.0. A part is read when the boundary behind it has come: it goes along. */
const PARTS: StreamFormat = {
  type: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  begin: BOUNDARY,
  result: (result) => `${HEAD}{"payload":${JSON.stringify(result)}}${BOUNDARY}`,
  ping: `${HEAD}{}${BOUNDARY}`,
  end: '--\r\n',
};

/** The format that an `accept` header asks for, if any. */
export function streamFormat(accept = ''): StreamFormat | undefined {
  const ranges = accept.toLowerCase();
  if (/multipart\/mixed[^,]*;\s*subscriptionspec="?1\.0\b/.test(ranges)) return PARTS;
  return ranges.includes('text/event-stream') ? EVENTS : undefined;
}
