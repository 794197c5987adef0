import { redacted } from '../../src/config/redacted.ts';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';

/** The GraphQL endpoint that an address means: `/graphql` where it names no path. Throws a usage failure for what is no http address, or holds credentials. */
export function endpoint(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw usage(`${redacted(address)} is no http or https address. Write one such as http://127.0.0.1:4000.`);
  }
  if (url.username || url.password) {
    throw usage(`The address ${url.host} comes with a user name or password, which cannot be sent. Write it without.`);
  }
  if (url.pathname === '/') url.pathname = '/graphql';
  return url;
}

function usage(message: string): CliFailure {
  return new CliFailure(message, { exitCode: EXIT_CODE.usage });
}
