import { Kind, type ValueNode } from 'graphql';
import { isLanguageTag } from '../src/language.ts';
import { textValue } from './text-value.ts';

/** The scalar LanguageTag: written the usual way where it is well formed. The gateway refuses the others, as typed data. */
export const languageTag = {
  serialize: textValue,
  parseValue: canonical,
  parseLiteral: (node: ValueNode) => canonical(node.kind === Kind.STRING ? node.value : undefined),
};

function canonical(sent: unknown): string {
  const tag = textValue(sent);
  return isLanguageTag(tag) ? (Intl.getCanonicalLocales(tag)[0] ?? tag) : tag;
}
