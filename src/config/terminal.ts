import { type Environment, environment } from './environment.ts';

/** What the environment says to the command line. */
export interface TerminalSettings {
  /** False where NO_COLOR is set or the terminal says it is dumb. */
  color: boolean;
  /** LINGRAPH_URL: the server to ask when no `--url` is given. */
  url?: string;
  /** LINGRAPH_KEY: keeps the key out of the list of processes. */
  key?: string;
}

/** An empty variable counts as absent, as https://no-color.org asks. */
export function terminalSettings(env: Environment = environment): TerminalSettings {
  return {
    color: !env.NO_COLOR && env.TERM !== 'dumb',
    ...(env.LINGRAPH_URL && { url: env.LINGRAPH_URL }),
    ...(env.LINGRAPH_KEY && { key: env.LINGRAPH_KEY }),
  };
}
