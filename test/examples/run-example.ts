/** Examples as people run them: each in a process of its own, against the gateway with its real models. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import { loadSettings, type Service, serve } from '../../src/main.ts';

export const startGateway = (): Promise<Service> => serve(loadSettings({ env: {}, overrides: { server: { port: 0 } } }));

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program in the folder of an example. Resolves however it ends. */
export function runExample(url: string, folder: string, command: string, args: readonly string[], env = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const options = {
      cwd: join(packageRoot, 'examples', folder),
      env: { ...process.env, LINGRAPH_URL: url, ...env },
      timeout: 200_000,
    };
    execFile(command, [...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

export const runNode = (url: string, folder: string, ...args: string[]): Promise<Ran> =>
  runExample(url, folder, process.execPath, args);
