import type { Task } from '../../src/task.ts';
import { openGateway, type World } from '../world.ts';
import type { Ask, Question } from './ask.ts';
import { askAgain } from './ask-again.ts';
import { askGateway } from './ask-gateway.ts';
import { askServer } from './ask-server.ts';
import { endpoint } from './endpoint.ts';

interface Where {
  /** A running server; absent to open a gateway in this process. */
  url?: URL;
  key?: string;
  /** The settings file of a gateway in this process. */
  config?: string;
}

interface Opened<T extends Task> {
  ask: Ask<T>;
  close(): Promise<void>;
}

/** A way to ask for texts, which asks again for what may pass. */
export async function openAsk<T extends Task>(world: World, where: Where, question: Question<T>): Promise<Opened<T>> {
  if (where.url || world.terminal.url) {
    const server = { url: where.url ?? endpoint(world.terminal.url ?? ''), key: where.key ?? world.terminal.key };
    return { ask: askAgain(askServer(server, question)), close: async () => {} };
  }
  const gateway = await openGateway(world, where.config);
  return { ask: askAgain(askGateway(gateway, question)), close: () => gateway.close() };
}
