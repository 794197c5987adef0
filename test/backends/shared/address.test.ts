import { lookup } from 'node:dns';
import { expect, it, vi } from 'vitest';
import { isPrivateAddress, isPrivateHost, publicLookup } from '../../../backends/shared/address.ts';

vi.mock('node:dns', () => ({ lookup: vi.fn() }));

const hostOf = (host: string) => new URL(`http://${host}/v1`).hostname;

it.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0',
  '127.0.0.1.',
  'localhost',
  'localhost.',
  'api.localhost',
  'LOCALHOST',
  '[::1]',
  '[::]',
  '[::ffff:7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fc00::1]',
  '[fe80::1]',
  '[ff02::1]',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.0.8',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '①②⑦.0.0.1',
])('sees that %s is private', (host) => {
  expect(isPrivateHost(hostOf(host))).toBe(true);
});

it.each([
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '[2606:4700::1111]',
  '[::ffff:8.8.8.8]',
  'api.openai.com',
  'localhost.example.com',
])('lets %s be public', (host) => {
  expect(isPrivateHost(hostOf(host))).toBe(false);
});

it('calls nothing private that is no address', () => {
  expect(isPrivateAddress('localhost')).toBe(false);
});

/** Resolves a name to these addresses, as `publicLookup` hands them to a socket. */
function resolve(addresses: readonly string[], all: boolean) {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  vi.mocked(lookup).mockImplementation(((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(null, found)) as never);
  return new Promise((done) => {
    publicLookup('models.example', { all }, (error, address) => done(error ?? address));
  });
}

it('connects to the very address that was checked', async () => {
  expect(await resolve(['93.184.215.14'], false)).toBe('93.184.215.14');
  expect(await resolve(['93.184.215.14'], true)).toEqual([{ address: '93.184.215.14', family: 4 }]);
});

it.each([
  ['a private address', ['127.0.0.1']],
  ['a private address behind a public one', ['93.184.215.14', '169.254.169.254']],
  ['a private address written as IPv6', ['::ffff:10.0.0.1']],
  ['no address', []],
])('refuses a name that leads to %s', async (_, addresses) => {
  expect(await resolve(addresses, true)).toBeInstanceOf(Error);
});
