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
  /** Aborts on Ctrl-C, on SIGTERM, and when nobody reads stdout any more. Its reason is an `End`. */
  ended: AbortSignal;
  /** Opens a gateway in this process, from the settings file that is named or found. */
  openGateway(configFile: string | undefined): Promise<Gateway>;
}

export const outInk = ({ stdout, terminal }: World) => inkFor(stdout, terminal.color);
export const errInk = ({ stderr, terminal }: World) => inkFor(stderr, terminal.color);
