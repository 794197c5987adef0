import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';

const frames = ({ stack = '' }: Error) => stack.split('\n').filter((line) => line.startsWith('    at ')).length;

it('has a stack only where nobody expected it, and leaves those of others as they are', () => {
  expect(frames(new GatewayError('OVERLOADED', 'Later.'))).toBe(0);
  expect(frames(new GatewayError('INTERNAL_SERVER_ERROR', 'Oh.'))).toBeGreaterThan(2);
  expect(frames(new Error('Oh.'))).toBeGreaterThan(2);
});

it('keeps its cause, with where that came from', () => {
  const cause = new Error('the reason');
  expect(new GatewayError('MODEL_FAILED', 'It failed.', { cause })).toMatchObject({ cause, code: 'MODEL_FAILED' });
});
