import type { TestGateway } from '../../bench/faults/bench.ts';
import { serveHere } from '../support/serve-here.ts';

/** A gateway in this process, from the same settings as one of its own would get. */
export async function openHere(settings: object): Promise<TestGateway> {
  const { url, close } = await serveHere(settings);
  let closing: Promise<void> | undefined;
  return {
    url,
    output: () => '',
    peakBytes: () => undefined,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
