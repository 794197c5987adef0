/** What is used of `pg`, which brings no types. */
declare module 'pg' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';

  export interface ClientSettings {
    connectionString: string;
    connectionTimeoutMillis?: number;
    query_timeout?: number;
    keepAlive?: boolean;
    fallback_application_name?: string;
  }

  export class Client extends EventEmitter {
    constructor(settings: ClientSettings);
    readonly connection: EventEmitter & { attachListeners(stream: Duplex): void };
  }

  export class Pool {
    constructor(
      settings: ClientSettings & {
        allowExitOnIdle?: boolean;
        Client?: typeof Client;
      },
    );
    query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
    on(event: 'error', listener: (error: unknown) => void): this;
    end(): Promise<void>;
  }
}
