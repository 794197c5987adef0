import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from '../../../console/src/api/read-events.ts';

/** The bytes of a text as a body that the network cut at these places. */
function bodyOf(text: string, cuts: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return new ReadableStream({
    start(controller) {
      for (let place = 1; place < places.length; place++) controller.enqueue(bytes.slice(places[place - 1], places[place]));
      controller.close();
    },
  });
}

async function all(body: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe('events', () => {
  it('are whole, wherever the network cuts them', async () => {
    const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom('日本 👍🏽', 'data: x', ': no comment')), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat()), async (written, cuts) => {
        const sent = written.map((text) => ({ event: 'next', data: JSON.stringify({ text }) }));
        const wire = `:\n\n${sent.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join(':\n\n')}event: complete\ndata:\n\n`;
        expect(await all(bodyOf(wire, cuts))).toEqual([...sent, { event: 'complete', data: '' }]);
      }),
    );
  });

  it('may end their lines as other servers do, and a half one at the end is none', async () => {
    expect(await all(bodyOf('event: next\r\ndata: 1\r\n\r\nevent: next\r\ndata: 2', []))).toEqual([{ event: 'next', data: '1' }]);
  });
});
