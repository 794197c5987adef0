import { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { Row } from '../shared/label-models.ts';
import { anyList, listOf } from '../shared/list-of.ts';
import type { ServedModel } from './settings.ts';

/** What is read of an inference reply; tensors may be nested or flat. */
export const inferReply = z.object({
  outputs: listOf(z.object({ name: z.string(), shape: listOf(z.number()).optional().catch(undefined), data: anyList })),
});

const strange = (cause?: Error) =>
  new GatewayError('UPSTREAM_INVALID', 'The server answered with a tensor that is not the one of the settings.', { cause });

/** What an operator compares with the settings. */
const unlike = ({ outputs }: z.output<typeof inferReply>, { output, labels }: ServedModel, count: number) =>
  new Error(
    outputs.some(({ name }) => name === output)
      ? `the output does not hold ${count} x ${labels.length} values, a row for each text`
      : `the outputs are ${outputs.map(({ name }) => name.replace(/[^\w .:/-]/g, '?').slice(0, 40)).join(', ')}`,
  );
const labeled = z.object({ label: z.string(), score: z.number().min(0).max(1) });

/** The request for some texts. It has an id, since models of KServe fail where there is none to repeat. Half of a UTF-16 pair is replaced, since servers fail on it. */
export function inferRequest({ input, inputIsColumn, output }: ServedModel, texts: readonly string[], id: string): object {
  const shape = inputIsColumn ? [texts.length, 1] : [texts.length];
  return {
    id,
    inputs: [
      {
        name: input,
        shape,
        datatype: 'BYTES',
        parameters: { content_type: 'str' },
        data: texts.map((text) => text.toWellFormed()),
      },
    ],
    outputs: [{ name: output }],
  };
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - highest));
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => weight / sum);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function fromNumbers(row: readonly unknown[], { labels, values }: ServedModel): Row {
  if (!row.every(isNumber)) return strange();
  if (values === 'probabilities' && row.some((value) => value < 0 || value > 1)) return strange();
  const probabilities = values === 'logits' ? softmax(row) : row;
  return labels.map((label, place) => ({ label, score: probabilities[place] ?? 0 }));
}

/** A label as text: bare, or as JSON with its score. Nothing is known of the other labels. */
function fromText(text: unknown, { labels }: ServedModel): Row {
  if (typeof text !== 'string') return strange();
  const named = labeled.safeParse(readJson(text));
  const label = named.success ? named.data.label : text;
  if (!labels.includes(label)) return strange();
  const others = labels.filter((other) => other !== label);
  return [label, ...others].map((each) => ({ label: each, score: each === label && named.success ? named.data.score : null }));
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** False where rows are not those of texts, as in a tensor that is turned around: its values would go to other texts. */
const hasRowsOfTexts = (shape: readonly number[], columns: number) => {
  const sides = shape.filter((side) => side !== 1);
  return sides.length < 2 || sides.at(-1) === columns;
};

/** What the tensor has for each of `count` texts: its probabilities, or an error. Throws UPSTREAM_INVALID when the tensor is not theirs. */
export function readInference(reply: z.output<typeof inferReply>, model: ServedModel, count: number): readonly Row[] {
  const { shape = [], data: tensor } = reply.outputs.find(({ name }) => name === model.output) ?? { data: [] };
  const data = tensor.flat(2);
  if (data.length === count && data.some((value) => typeof value === 'string')) return data.map((text) => fromText(text, model));
  const columns = model.labels.length;
  if (data.length !== count * columns || !hasRowsOfTexts(shape, columns)) throw strange(unlike(reply, model, count));
  return Array.from({ length: count }, (_, place) => fromNumbers(data.slice(place * columns, (place + 1) * columns), model));
}
