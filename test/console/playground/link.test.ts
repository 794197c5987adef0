import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyForm, type Form } from '../../../console/src/playground/form.ts';
import { addressOf, formFrom, sharedAddressOf } from '../../../console/src/playground/link.ts';
import { requestOf } from '../../../console/src/playground/request-of.ts';
import { TASKS } from '../../../console/src/playground/task.ts';

const task = fc.constantFrom(...TASKS);
const options = fc.record({
  target: fc.constantFrom('pt', 'de', 'zh'),
  source: fc.constantFrom('', 'en'),
  length: fc.constantFrom('SHORT', 'MEDIUM', 'LONG'),
  format: fc.constantFrom('PARAGRAPH', 'BULLETS', 'HEADLINE'),
  model: fc.constantFrom('', 'local/some-model'),
  strategy: fc.constantFrom('AUTO', 'LOCAL_ONLY', 'FASTEST', 'CHEAPEST'),
  cache: fc.constantFrom('USE', 'REFRESH', 'BYPASS'),
  multiLabel: fc.boolean(),
  threshold: fc.constantFrom(0, 0.35, 0.5, 1),
  fallback: fc.boolean(),
  timeoutMs: fc.constantFrom('', '1500'),
}) as fc.Arbitrary<Partial<Form>>;

const labels = fc.uniqueArray(
  fc.record({ name: fc.oneof(fc.string({ minLength: 1 }), fc.constant('urgent: today')), description: fc.string() }),
  { maxLength: 4, selector: ({ name }) => name },
);

function partsOf(address: string) {
  const url = new URL(address, 'http://localhost');
  return { path: url.pathname, query: url.searchParams, fragment: new URLSearchParams(url.hash.slice(1)) };
}

describe('the address of a form', () => {
  it('brings back the text, the labels and every option that the task has', () => {
    fc.assert(
      fc.property(task, options, fc.string(), labels, (name, chosen, text, labels) => {
        const form = { ...emptyForm(name), ...chosen, text, labels };
        const opened = formFrom(partsOf(sharedAddressOf(name, form, emptyForm(name))), emptyForm(name));
        expect(opened.text).toBe(text);
        expect(requestOf(name, { ...opened, labels: [] })).toEqual(requestOf(name, { ...form, labels: [] }));
        expect(addressOf(name, opened, emptyForm(name))).toBe(addressOf(name, form, emptyForm(name)));
        if (name === 'classify' && labels.length > 0) expect(opened.labels).toEqual(labels);
      }),
    );
  });

  it('never holds the text where a server would see it', () => {
    const { path, query } = partsOf(
      sharedAddressOf('sentiment', { ...emptyForm('sentiment'), text: 'private' }, emptyForm('sentiment')),
    );
    expect(`${path}?${query}`).not.toContain('private');
  });

  it('passes over values that are not of the schema', () => {
    const place = partsOf(`/playground/summarize?length=ENDLESS&format=HEADLINE&strategy=%3Cscript%3E&model=${'m'.repeat(81)}`);
    const form = formFrom(place, emptyForm('summarize'));
    expect([form.length, form.format, form.strategy, form.model]).toEqual(['MEDIUM', 'HEADLINE', 'AUTO', '']);
    const numbers = partsOf('/playground/classify?threshold=2&timeoutMs=soon&multiLabel=yes&fallback=');
    expect(formFrom(numbers, emptyForm('classify'))).toEqual(emptyForm('classify'));
    const names = partsOf('/playground/classify#label=&about=of+none&label=a&label=a&about=of+the+second');
    expect(formFrom(names, emptyForm('classify')).labels).toEqual([{ name: 'a', description: '' }]);
  });
});
