import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withAmountsOf } from '../../../../backends/onnx/text/amounts.ts';

const written = (pair: string, text: string) => {
  const [source = '', target = ''] = pair.split('→');
  return withAmountsOf(text, source, target);
};

describe('withAmountsOf', () => {
  it.each([
    ['en→pt', 'The phone costs $1,299.99 in May.', 'The phone costs $1.299,99 in May.'],
    ['en→pt', 'Revenue rose to $2.5 billion.', 'Revenue rose to $2,5 billion.'],
    ['pt→en', 'O salário é de R$ 1.412,00.', 'O salário é de R$ 1,412.00.'],
    ['pt→en', 'Custa R$ 1.412 por mês.', 'Custa R$ 1,412 por mês.'],
    ['en→pt', 'Between $1,200–1,500, or US$12,000,000', 'Between $1.200–1.500, or US$12.000.000'],
    ['en→pt', 'USD 1,299.99 and 4,500.10 EUR, £0.125', 'USD 1.299,99 and 4.500,10 EUR, £0,125'],
    ['pt→en', 'São 1 299,99 € ou 1\u00a0299 €.', 'São 1,299.99 € ou 1,299 €.'],
    ['en→pt', 'It costs ₹12,34,567.50 or $1234.5.', 'It costs ₹12.34.567,50 or $1234,5.'],
    ['pt→en', 'Custa 1.412,00 reais, ou 1.412 reais.', 'Custa 1,412.00 reais, ou 1,412 reais.'],
    ['en→pt', 'It has 1,234,567.89 metres and costs 2.5 dollars.', 'It has 1.234.567,89 metres and costs 2,5 dollars.'],
    ['en→pt', 'It grew from 1,234,567 to 2,345,678 people.', 'It grew from 1.234.567 to 2.345.678 people.'],
    ['en→de', 'It costs $1,299.99.', 'It costs $1.299,99.'],
    ['en-GB→pt-BR', '€1.299,99 on the label', '€1.299,99 on the label'],
    ['en→fr', 'It costs $1,299.99.', 'It costs $1\u202f299,99.'],
  ])('writes amounts as the target separates digits, %s: %s', (pair, text, right) => expect(written(pair, text)).toBe(right));

  it.each([
    'Fuel is $3.459 today.',
    'Version 1.2.3 of 2,048 files costs $5.',
    '`price = $1,299.99` stays',
    'See https://shop.example/$1,299.99 and {$1,299.99}',
    '$1.2.3.4 and $1,23,4',
    'Release 1,200.5.1 of 10.12,13,14 and 192.168.10.20',
    'On 12.05.2024 at 10.0.0.1',
    'The $HOME of $1 and $2',
  ])('leaves what can be read in two ways, and all that is no amount: %s', (text) => expect(written('en→pt', text)).toBe(text));

  it('keeps every digit, currency and their order, and comes back the same way', () => {
    const amount = fc
      .tuple(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 99 }))
      .map(([whole, cents]) => `$${whole.toLocaleString('en')}.${String(cents).padStart(2, '0')}`);
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 5 }), (amounts) => {
        const text = `They paid ${amounts.join(' and then ')} in all.`;
        const portuguese = written('en→pt', text);
        expect(portuguese.replace(/[.,]/g, '')).toBe(text.replace(/[.,]/g, ''));
        expect(written('pt→en', portuguese)).toBe(text);
      }),
    );
  });
});
