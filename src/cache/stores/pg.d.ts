/** What is used of `pg`, which brings no types. */
declare module 'pg' {
  export class Pool {
    constructor(settings: {
      connectionString: string;
      connectionTimeoutMillis?: number;
      query_timeout?: number;
      keepAlive?: boolean;
      allowExitOnIdle?: boolean;
    });
    query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number | null }>;
    on(event: 'error', listener: (error: unknown) => void): this;
    end(): Promise<void>;
  }
}
