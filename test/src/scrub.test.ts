import { expect, it } from 'vitest';
import { scrubbedCause } from '../../backends/shared/scrubbed-cause.ts';
import { scrub } from '../../src/scrub.ts';

it.each([
  'Incorrect API key provided: sk-proj-a1B2c3D4e5F6g7H8. You can find it at https://platform.example/keys',
  'Incorrect API key provided: sk-a1B2****g7H8',
  'authorization: Bearer a1B2c3D4.e5F6_g7H8',
  'POST https://user:a1B2c3D4g7H8@models.example/v1?key=a1B2c3D4g7H8 failed',
  'hf_a1B2c3D4e5F6g7H8 is not allowed',
  '{"api_key": "a1B2c3D4g7H8"}',
  'token=a1B2c3D4g7H8',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhMUIyIn0.g7H8',
  'the id a1B2c3D4e5F6a1B2c3D4e5F6g7H8 is unknown',
])('leaves nothing of a secret in %s', (text) => {
  const clean = scrub(text);
  expect(clean).not.toMatch(/a1B2|g7H8|eyJ|models\.example/);
});

// Each of these took seconds with patterns that look from every word to the end of the text.
it.each(['a-', 'a.', 'a+b ', 'https'])('is soon through with many of %j', (piece) => {
  expect(scrub(piece.repeat(100_000))).toBe(piece.repeat(100_000));
});

it('leaves plain words alone', () => {
  expect(scrub('ECONNRESET after 3 tries, status 503')).toBe('ECONNRESET after 3 tries, status 503');
});

it('leaves the places of our own sources in a stack', () => {
  const { stack = '' } = new Error('connect to https://models.example failed');
  expect(scrub(stack)).toContain('scrub.test.ts');
  expect(scrub('at run (file:///app/dist/src/gateway.js:70:9)')).toBe('at run (file:///app/dist/src/gateway.js:70:9)');
  expect(scrub(stack)).not.toContain('models.example');
});

it('keeps the kind and the code of an error, not its message', () => {
  const cause = scrubbedCause(Object.assign(new TypeError('connect to https://models.example failed'), { code: 'ECONNREFUSED' }));
  expect(cause.message).toBe('TypeError ECONNREFUSED');
  expect(scrubbedCause('sk-a1B2c3D4').message).not.toContain('a1B2');
});

it('leaves the reason of a store that is full readable, and the digest of its script with it', () => {
  const digest = '91dc92c70e55c0375a7afb9a7e8963b89bb7a930';
  const reasons = [
    `OOM command not allowed when used memory > 'maxmemory'. script: ${digest}, on @user_script:1.`,
    `ERR Error running script (call to f_${digest}): @user_script:1: OOM command not allowed`,
  ];
  expect(reasons.map(scrub)).toEqual(reasons);
  expect(scrub(`the key ${digest} is unknown`)).toBe('the key [secret] is unknown');
});
