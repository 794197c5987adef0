import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../gateway.ts';
import { allowOrigin } from './cors.ts';
import type { Handler } from './graphql-handler.ts';
import { sendAlive, sendReadiness } from './health.ts';
import { FAILED, type HttpProblem, problem, SHUTTING_DOWN } from './http-problem.ts';
import { toOriginForm } from './origin-form.ts';
import { requestIdOf } from './request-scope.ts';
import { sendProblem } from './send.ts';

/** Serves pages for people: true when it has taken the request. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface RouterOptions {
  gateway: Gateway;
  graphql: Handler;
  origins: ReadonlySet<string>;
  pages?: Pages;
  /** Whether the server is about to close: it says so, and connections end with their answer. */
  isDraining(): boolean;
  /** Whether it has closed: what still comes over a connection that is open is refused. */
  isClosed(): boolean;
  /** Why the request may not be meant for this server, if so. */
  hostProblem(request: IncomingMessage): HttpProblem | undefined;
  onUnexpected(error: unknown, requestId: string): void;
}

const NOT_FOUND = problem('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');

/** Sends each request to who answers it. */
export function createRouter(options: RouterOptions) {
  const { gateway, graphql, origins, pages, isDraining, isClosed, hostProblem, onUnexpected } = options;
  return (request: IncomingMessage, response: ServerResponse): void => {
    toOriginForm(request);
    const path = pathOf(request.url);
    if (isDraining()) response.shouldKeepAlive = false;
    const strange = hostProblem(request);
    if (path === '/healthz') sendAlive(response);
    else if (path === '/readyz') sendReadiness(response, gateway, isDraining());
    else if (strange) sendProblem(response, strange, requestIdOf(request));
    else if (path === '/graphql') answerGraphql(request, response);
    else if (!pages?.(request, response)) sendProblem(response, NOT_FOUND, requestIdOf(request));
  };

  function answerGraphql(request: IncomingMessage, response: ServerResponse): void {
    const requestId = requestIdOf(request);
    if (allowOrigin(origins, request, response)) return;
    if (isClosed()) {
      sendProblem(response, SHUTTING_DOWN, requestId);
      return;
    }
    graphql(request, response, requestId).catch((thrown: unknown) => {
      onUnexpected(thrown, requestId);
      if (response.headersSent) response.destroy();
      else sendProblem(response, FAILED, requestId);
    });
  }
}

function pathOf(url = '/'): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
