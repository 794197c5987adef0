/** Server-sent events, as far as GraphQL over SSE uses them. */

/** The data of each `next` event, in order; ends with `complete` or the end of the body. Pings are passed over. */
export async function* nextEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  for await (const event of blocks(body)) {
    const fields = event.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line));
    const values = (name: string) => fields.flatMap((field) => (field?.[1] === name ? [field[2] ?? ''] : []));
    const [type] = values('event');
    if (type === 'complete') return;
    if (type === 'next') yield values('data').join('\n');
  }
}

/** The blocks of lines between blank lines. Cancels the body when the reader of the blocks stops early. */
async function* blocks(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
