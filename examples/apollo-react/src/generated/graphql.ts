/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What went wrong. Top-level errors have further codes, in `extensions.code`. */
export type ErrorCode =
  /** Reserved: not sent by this version. The caller has spent its budget. Wait for the next period, or raise the budget. */
  | 'BUDGET_EXCEEDED'
  /** Reserved: not sent by this version. A policy of this gateway does not let the text through. Change the text, or ask the operator about the policy. */
  | 'CONTENT_BLOCKED'
  /** The provider declined to answer this text. Change the text, or use another model. */
  | 'CONTENT_REFUSED'
  /** No answer came before the deadline of the request. Send again, with a shorter text or a longer `routing.timeoutMs`. */
  | 'DEADLINE_EXCEEDED'
  /** Reserved: not sent by this version. The idempotency key was used before with another request. Use a new key for a new request. */
  | 'IDEMPOTENCY_CONFLICT'
  /** A field of the input has a value it may not have. Correct the field that `path` names. */
  | 'INPUT_INVALID'
  /** The text is longer than the task or the model takes. Shorten or divide the text. */
  | 'INPUT_TOO_LONG'
  /** The provider refuses this gateway: its key, its account, or a model, path or certificate of its settings. Tell the operator, who finds the reason in `models { detail }` and in the log. */
  | 'MODEL_AUTH_FAILED'
  /** The local model failed on this text. Send again; if it fails again, report the text to the operator. */
  | 'MODEL_FAILED'
  /** The local model is loading, or failed to load. Wait for `/readyz`, or look at `models` for its state. */
  | 'MODEL_NOT_READY'
  /** What the request names does not exist here: a model, a backend, a classifier, or the path of the URL. Ask `models` for the ids that exist; GraphQL is at `/graphql`. */
  | 'NOT_FOUND'
  /** No model is configured that this request may use for this task. Loosen `routing`, or configure a backend for the task. */
  | 'NO_ROUTE'
  /** The model answered, but not in the form that was asked for. Send again, or use another model. */
  | 'OUTPUT_INVALID'
  /** More work waits than the gateway can finish in time. Wait `retryAfterMs`, then send again. */
  | 'OVERLOADED'
  /** Reserved: not sent by this version. The caller sent more than its rate allows. Wait `retryAfterMs`, then send again. */
  | 'RATE_LIMITED'
  /** No configured model reads this language, or translates this pair. Use one of `supported { languages pairs { source target } }`. */
  | 'UNSUPPORTED_LANGUAGE'
  /** No configured model offers this option. Use one of `supported { values }`, or configure a backend that has the option. */
  | 'UNSUPPORTED_OPTION'
  /** The provider answered with something that is not a reply of its API. Send again later. */
  | 'UPSTREAM_INVALID'
  /** The provider asks this gateway to slow down. Wait `retryAfterMs`, then send again. */
  | 'UPSTREAM_RATE_LIMITED'
  /** The provider was silent for too long. Send again later. */
  | 'UPSTREAM_TIMEOUT'
  /** The answer of the provider broke off before its end. Send again. */
  | 'UPSTREAM_TRUNCATED'
  /** The provider could not be reached, or answered with a server error. Send again later. */
  | 'UPSTREAM_UNAVAILABLE';

/** Whose fault a failure is. */
export type ErrorOrigin =
  /** The request: changing it helps. */
  | 'CALLER'
  /** This gateway: its settings, its load or its deadline. */
  | 'GATEWAY'
  /** A model that runs inside the gateway. */
  | 'LOCAL_MODEL'
  /** A service behind the gateway. */
  | 'PROVIDER';

/** What a text can be. */
export type SentimentLabel =
  /** The text speaks ill of something. */
  | 'NEGATIVE'
  /** The text takes no side, or both. */
  | 'NEUTRAL'
  /** The text speaks well of something. */
  | 'POSITIVE';

/** A text of a batch. */
export type TextInput = {
  /** The caller's own key; it comes back with the item's result. */
  key?: string | number | null | undefined;
  /** The text. The field that takes the batch says how long it may be. */
  text: string;
};

export type LiveTranslationSubscriptionVariables = Exact<{
  text: string;
  target: string;
}>;


export type LiveTranslationSubscription = { translateStream:
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
    | { __typename: 'Restarted', reason: ErrorCode }
    | { __typename: 'TextDelta', text: string }
    | { __typename: 'TranslationCompleted', translation: { text: string } }
    | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
   };

export type ReviewSentimentsQueryVariables = Exact<{
  items: Array<TextInput> | TextInput;
}>;


export type ReviewSentimentsQuery = { sentimentBatch: { items: Array<{ key: string | null, result:
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
        | { __typename: 'LimitError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
        | { __typename: 'ModelError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
        | { __typename: 'Sentiment', label: SentimentLabel, confidence: number | null }
        | { __typename: 'UnsupportedError', code: ErrorCode, message: string, origin: ErrorOrigin, retryable: boolean, retryAfterMs: number | null }
       }> } | null };


export const LiveTranslationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LiveTranslation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"text"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"target"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LanguageTag"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"translateStream"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"text"},"value":{"kind":"Variable","name":{"kind":"Name","value":"text"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"target"},"value":{"kind":"Variable","name":{"kind":"Name","value":"target"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextDelta"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Restarted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TranslationCompleted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"translation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]}}]} as unknown as DocumentNode<LiveTranslationSubscription, LiveTranslationSubscriptionVariables>;
export const ReviewSentimentsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReviewSentiments"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"items"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TextInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sentimentBatch"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"items"},"value":{"kind":"Variable","name":{"kind":"Name","value":"items"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Sentiment"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"confidence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Error"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"origin"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<ReviewSentimentsQuery, ReviewSentimentsQueryVariables>;