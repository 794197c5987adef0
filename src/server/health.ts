import type { ServerResponse } from 'node:http';
import type { Gateway } from '../gateway.ts';
import { JSON_TYPE } from './negotiate.ts';
import { send } from './send.ts';

/** The process answers: nothing more is promised. */
export function sendAlive(response: ServerResponse): void {
  send(response, 200, JSON_TYPE, '{"status":"ok"}');
}

/** Ready while at least one backend is healthy and the server is not shutting down; else 503. `unserved` names the tasks of which no model can answer. */
export function sendReadiness(response: ServerResponse, gateway: Gateway, draining: boolean): void {
  const status = draining ? 'draining' : gateway.backends().some(isHealthy) ? 'ready' : 'no healthy backend';
  const unserved = gateway.unserved();
  const body = { status, ...(unserved.length > 0 ? { unserved } : {}) };
  send(response, status === 'ready' ? 200 : 503, JSON_TYPE, JSON.stringify(body));
}

function isHealthy(backend: ReturnType<Gateway['backends']>[number]): boolean {
  return backend.health?.().healthy ?? true;
}
