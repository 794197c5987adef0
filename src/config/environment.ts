/** The only door to the process environment: everything else is handed what it needs. */

export type Environment = Readonly<Record<string, string | undefined>>;

export const environment: Environment = process.env;
