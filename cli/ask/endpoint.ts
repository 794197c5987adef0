import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';

/** The GraphQL endpoint that an address means: `/graphql` where it names no path. Throws a usage failure for what is no http address. */
export function endpoint(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CliFailure(`${address} is no http or https address. Write one such as http://127.0.0.1:4000.`, {
      exitCode: EXIT_CODE.usage,
    });
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  return url;
}
