/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

function eventOf(block: string): ServerEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const value = line.slice(line.indexOf(':') + 1).replace(/^ /, '');
    if (line.startsWith('event:')) event = value;
    else if (line.startsWith('data:')) data.push(value);
  }
  // A block of comments alone says only that the connection lives.
  return event === 'message' && data.length === 0 ? undefined : { event, data: data.join('\n') };
}

/** The events of a response body, whole, however the network cut it. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let waiting = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      waiting = (waiting + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n');
      const blocks = waiting.split('\n\n');
      waiting = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    // Leaving early tells the gateway to stop writing.
    await reader.cancel().catch(() => undefined);
  }
}
