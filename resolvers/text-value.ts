import { GraphQLError } from 'graphql';

/** The value of a scalar that is written as a text. Throws for anything else: what is no text could not be written, or in words that are not ours. */
export function textValue(value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError('The value must be a string.');
  return value;
}
