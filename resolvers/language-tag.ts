import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { isLanguageTag } from '../src/language.ts';

/** The scalar LanguageTag: written the usual way where it is well formed. The gateway refuses the others, as typed data. */
export const languageTag = {
  serialize: String,
  parseValue: canonical,
  parseLiteral: (node: ValueNode) => canonical(node.kind === Kind.STRING ? node.value : undefined),
};

function canonical(tag: unknown): string {
  if (typeof tag !== 'string') throw new GraphQLError('A language tag must be a string.');
  return isLanguageTag(tag) ? (Intl.getCanonicalLocales(tag)[0] ?? tag) : tag;
}
