import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';

interface Server extends Child {
  url: string;
}

export const startUpstream = (pin: readonly string[]) => startServer(pin, 'upstream');
export const startBareHttp = (pin: readonly string[]) => startServer(pin, 'bare-http');
export const startApollo = (pin: readonly string[]) => startServer(pin, 'apollo-standalone');

async function startServer(pin: readonly string[], name: string): Promise<Server> {
  const child = startChild(pin, fileURLToPath(new URL(`../processes/${name}.js`, import.meta.url)));
  const { url } = (await child.heard()) as { url: string };
  return { ...child, url };
}
