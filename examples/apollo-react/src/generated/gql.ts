/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription LiveTranslation($text: String!, $target: LanguageTag!) {\n    translateStream(input: { text: $text, target: $target }) {\n      __typename\n      ... on TextDelta {\n        text\n      }\n      ... on Restarted {\n        reason\n      }\n      ... on TranslationCompleted {\n        translation {\n          text\n        }\n      }\n      ... on Error {\n        code\n        message\n        origin\n        retryable\n        retryAfterMs\n      }\n    }\n  }\n": typeof types.LiveTranslationDocument,
    "\n  query ReviewSentiments($items: [TextInput!]!) {\n    sentimentBatch(input: { items: $items }) {\n      items {\n        key\n        result {\n          __typename\n          ... on Sentiment {\n            label\n            confidence\n          }\n          ... on Error {\n            code\n            message\n            origin\n            retryable\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n": typeof types.ReviewSentimentsDocument,
};
const documents: Documents = {
    "\n  subscription LiveTranslation($text: String!, $target: LanguageTag!) {\n    translateStream(input: { text: $text, target: $target }) {\n      __typename\n      ... on TextDelta {\n        text\n      }\n      ... on Restarted {\n        reason\n      }\n      ... on TranslationCompleted {\n        translation {\n          text\n        }\n      }\n      ... on Error {\n        code\n        message\n        origin\n        retryable\n        retryAfterMs\n      }\n    }\n  }\n": types.LiveTranslationDocument,
    "\n  query ReviewSentiments($items: [TextInput!]!) {\n    sentimentBatch(input: { items: $items }) {\n      items {\n        key\n        result {\n          __typename\n          ... on Sentiment {\n            label\n            confidence\n          }\n          ... on Error {\n            code\n            message\n            origin\n            retryable\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n": types.ReviewSentimentsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription LiveTranslation($text: String!, $target: LanguageTag!) {\n    translateStream(input: { text: $text, target: $target }) {\n      __typename\n      ... on TextDelta {\n        text\n      }\n      ... on Restarted {\n        reason\n      }\n      ... on TranslationCompleted {\n        translation {\n          text\n        }\n      }\n      ... on Error {\n        code\n        message\n        origin\n        retryable\n        retryAfterMs\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription LiveTranslation($text: String!, $target: LanguageTag!) {\n    translateStream(input: { text: $text, target: $target }) {\n      __typename\n      ... on TextDelta {\n        text\n      }\n      ... on Restarted {\n        reason\n      }\n      ... on TranslationCompleted {\n        translation {\n          text\n        }\n      }\n      ... on Error {\n        code\n        message\n        origin\n        retryable\n        retryAfterMs\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ReviewSentiments($items: [TextInput!]!) {\n    sentimentBatch(input: { items: $items }) {\n      items {\n        key\n        result {\n          __typename\n          ... on Sentiment {\n            label\n            confidence\n          }\n          ... on Error {\n            code\n            message\n            origin\n            retryable\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ReviewSentiments($items: [TextInput!]!) {\n    sentimentBatch(input: { items: $items }) {\n      items {\n        key\n        result {\n          __typename\n          ... on Sentiment {\n            label\n            confidence\n          }\n          ... on Error {\n            code\n            message\n            origin\n            retryable\n            retryAfterMs\n          }\n        }\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;