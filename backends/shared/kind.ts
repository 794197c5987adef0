import type { z } from 'zod';
import type { Backend, BackendLog } from '../../src/model.ts';

/** A kind of backend: what its settings may say, and how one is made of them. */
export interface BackendKind {
  settings: z.ZodObject;
  /** Takes the name the settings file gives the backend, and settings that the schema accepts. Throws what the schema throws. */
  create(name: string, settings: unknown, log?: BackendLog): Promise<Backend>;
}

/** Makes a kind whose code is loaded when the first backend of it is made, so that unused libraries stay out of memory. */
export function backendKind<S extends z.ZodObject>(
  settings: S,
  load: () => Promise<(name: string, settings: z.output<S>, log?: BackendLog) => Backend | Promise<Backend>>,
): BackendKind {
  return { settings, create: async (name, given, log) => (await load())(name, settings.parse(given), log) };
}
