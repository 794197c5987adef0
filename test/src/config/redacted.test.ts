import { expect, it } from 'vitest';
import { redacted } from '../../../src/config/redacted.ts';

it('hides fields whose names speak of secrets, with all that is in them', () => {
  expect(redacted({ apiKey: 'k', headers: { 'x-a': ['b'] }, model: 'm' })).toEqual({
    apiKey: '***',
    headers: { 'x-a': ['***'] },
    model: 'm',
  });
});

it.each([
  ['redis://user:secret@host:1/0', 'redis://***@host:1/0'],
  ['redis://user:sec@ret@host:1', 'redis://***@host:1'],
  ['postgres://host/db?user=u&password=secret&ssl=true', 'postgres://host/db?user=u&password=***&ssl=true'],
  ['https://host/v1?api-key=secret#part', 'https://host/v1?api-key=***#part'],
  ['https://host/@scope/path', 'https://host/@scope/path'],
])('shows %s as %s', (address, shown) => {
  expect(redacted({ store: address })).toEqual({ store: shown });
});
