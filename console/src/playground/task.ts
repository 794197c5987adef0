import type {
  ClassifyInput,
  ClassifyQuery,
  SentimentInput,
  SentimentQuery,
  SummarizeInput,
  SummarizeQuery,
  Task,
  TranslateInput,
  TranslateQuery,
} from '../generated/graphql.ts';

export const TASKS = ['classify', 'sentiment', 'translate', 'summarize'] as const;
export type TaskName = (typeof TASKS)[number];

export const TASK_TITLES: Readonly<Record<TaskName, string>> = {
  classify: 'Classify',
  sentiment: 'Sentiment',
  translate: 'Translate',
  summarize: 'Summarize',
};

export function isTaskName(name: string | undefined): name is TaskName {
  return TASKS.some((task) => task === name);
}

/** The task as the schema's enum names it. */
export function taskEnum(task: TaskName): Task {
  const names = { classify: 'CLASSIFY', sentiment: 'SENTIMENT', translate: 'TRANSLATE', summarize: 'SUMMARIZE' } as const;
  return names[task];
}

/** One request to one task: what the form says and what the code tabs show. */
export type TaskRequest =
  | { task: 'classify'; input: ClassifyInput }
  | { task: 'sentiment'; input: SentimentInput }
  | { task: 'translate'; input: TranslateInput }
  | { task: 'summarize'; input: SummarizeInput };

/** Whether two requests ask the very same. */
export const isSame = (one: TaskRequest | undefined, other: TaskRequest): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export type ClassifyAnswer = Extract<ClassifyQuery['classify'], { __typename: 'Classification' }>;
export type SentimentAnswer = Extract<SentimentQuery['sentiment'], { __typename: 'Sentiment' }>;
export type TranslateAnswer = Extract<TranslateQuery['translate'], { __typename: 'Translation' }>;
export type SummarizeAnswer = Extract<SummarizeQuery['summarize'], { __typename: 'Summary' }>;
export type TaskAnswer = ClassifyAnswer | SentimentAnswer | TranslateAnswer | SummarizeAnswer;
