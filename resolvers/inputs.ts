/** What callers send, turned into the gateway's words. Keys are always written in the same order: equal options look alike. */
import type { CacheMode, RoutingStrategy } from '../src/model.ts';
import type { Formality, Label, Options, SummaryFormat, SummaryLength, Task } from '../src/task.ts';

/** An input type as GraphQL hands it over: optional fields are absent or null. */
type Sent<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | null : T[K] };

export type RoutingInput = Sent<{
  model?: string;
  backend?: string;
  strategy: RoutingStrategy;
  fallback: boolean;
  timeoutMs?: number;
  cache: CacheMode;
}>;

type Shared = { routing?: RoutingInput };
type LanguageInput = { language?: string };

interface TaskInputs {
  classify: { labels?: readonly Sent<Label>[]; classifier?: string; multiLabel: boolean; threshold?: number } & LanguageInput;
  sentiment: LanguageInput;
  translate: { target: string; source?: string; formality?: Formality };
  summarize: { length: SummaryLength; format: SummaryFormat } & LanguageInput;
}

export type TextInput = Sent<{ text: string; key?: string }>;
/** What the fields of a task share, be it for one text or many. */
export type TaskInput<T extends Task> = Sent<TaskInputs[T] & Shared>;

export const OPTIONS: { readonly [T in Task]: (input: TaskInput<T>) => Options<T> } = {
  classify: ({ labels, classifier, multiLabel, threshold, language }) => ({
    labels: labels?.map(({ name, description, examples }) => ({
      name,
      description: description ?? undefined,
      examples: examples ?? undefined,
    })),
    classifier: classifier ?? undefined,
    multiLabel,
    threshold: threshold ?? undefined,
    language: language ?? undefined,
  }),
  sentiment: ({ language }) => ({ language: language ?? undefined }),
  translate: ({ target, source, formality }) => ({
    target,
    source: source ?? undefined,
    formality: formality ?? undefined,
  }),
  summarize: ({ length, format, language }) => ({ length, format, language: language ?? undefined }),
};
