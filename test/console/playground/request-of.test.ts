import { describe, expect, it } from 'vitest';
import { emptyForm } from '../../../console/src/playground/form.ts';
import { obstacle, requestOf } from '../../../console/src/playground/request-of.ts';

const form = { ...emptyForm('classify'), text: 'hello' };

describe('the request of a form', () => {
  it('holds nothing but the text when all else is the default', () => {
    expect(requestOf('sentiment', form).input).toEqual({ text: 'hello' });
    expect(requestOf('summarize', form).input).toEqual({ text: 'hello' });
    expect(requestOf('translate', form).input).toEqual({ text: 'hello', target: 'pt' });
  });

  it('names at most one of model, backend and strategy', () => {
    const steered = { ...form, model: 'local/a', backend: 'local', strategy: 'FASTEST' } as const;
    expect(requestOf('sentiment', steered).input.routing).toEqual({ model: 'local/a' });
    expect(requestOf('sentiment', { ...steered, model: '' }).input.routing).toEqual({ backend: 'local' });
    expect(requestOf('sentiment', { ...steered, model: '', backend: '' }).input.routing).toEqual({ strategy: 'FASTEST' });
  });

  it('sends labels or a classifier, never both', () => {
    expect(requestOf('classify', form).input).toHaveProperty('labels');
    expect(requestOf('classify', { ...form, classifier: 'emotion' }).input).toEqual({ text: 'hello', classifier: 'emotion' });
  });

  it('leaves out a time limit that is not a positive number', () => {
    for (const timeoutMs of ['', '0', '-5', 'soon'])
      expect(requestOf('sentiment', { ...form, timeoutMs }).input.routing).toBeUndefined();
    expect(requestOf('sentiment', { ...form, timeoutMs: '250' }).input.routing).toEqual({ timeoutMs: 250 });
  });
});

it('takes a time limit in every way in which a browser lets one write a number', () => {
  const limitOf = (timeoutMs: string) => requestOf('sentiment', { ...form, timeoutMs }).input.routing?.timeoutMs;
  expect(['1500', '1e3', '2.9', '-5', ''].map(limitOf)).toEqual([1500, 1000, 2, undefined, undefined]);
});

describe('an obstacle', () => {
  it('is an empty text, or fewer than two labels', () => {
    expect(obstacle('sentiment', { ...form, text: ' \n' })).toMatch(/text/);
    expect(obstacle('classify', { ...form, labels: form.labels.slice(0, 1) })).toMatch(/two labels/);
    expect(obstacle('classify', { ...form, labels: [], classifier: 'emotion' })).toBeUndefined();
    expect(obstacle('translate', form)).toBeUndefined();
  });
});
