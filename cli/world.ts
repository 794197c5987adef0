import type { Readable } from 'node:stream';
import type { TerminalSettings } from '../src/config/terminal.ts';
import type { Gateway } from '../src/gateway.ts';
import { inkFor, type Output } from './output/ink.ts';

/** What a command touches outside itself. */
export interface World {
  stdin: Readable & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  terminal: TerminalSettings;
  /** Aborts on Ctrl-C, SIGTERM and SIGHUP, and when nobody reads stdout any more. Its reason is an `End`. */
  ended: AbortSignal;
  /** Loaded on demand: help, and whoever asks a server, need no models. */
  lingraph(): Promise<Lingraph>;
}

/** What the commands use of the gateway's front door. */
export type Lingraph = Pick<
  typeof import('../src/main.ts'),
  'kindSchemas' | 'loadSettings' | 'openGateway' | 'serve' | 'subgraphSdl' | 'trySettings'
>;

/** Opens a gateway in this process, by the settings file that is named or found. */
export async function openGateway(world: World, file: string | undefined): Promise<Gateway> {
  const { loadSettings, openGateway } = await world.lingraph();
  return openGateway(loadSettings({ file }));
}

export const outInk = ({ stdout, terminal }: World) => inkFor(stdout, terminal.color);
export const errInk = ({ stderr, terminal }: World) => inkFor(stderr, terminal.color);
