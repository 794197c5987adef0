/** The operations this client sends: the same texts each time, since the gateway keeps what it has parsed. */

export type Task = 'classify' | 'sentiment' | 'translate' | 'summarize';
export type StreamedTask = 'translate' | 'summarize';

const ATTEMPTS = 'attempts { backend model outcome code latencyMs }';
const META = `meta { requestId model { id version } backend { id } cache { status ageSeconds } latencyMs
  usage { inputTokens outputTokens costUsd estimated } ${ATTEMPTS} degraded }`;
const ERROR = `... on Error { code message origin retryable retryAfterMs docs ${ATTEMPTS} }
  ... on InvalidInputError { path } ... on UnsupportedError { supported { languages pairs { source target } values } }`;

const ANSWERS: Readonly<Record<Task, { type: string; fields: string }>> = {
  classify: { type: 'Classification', fields: `label labels confidence scores { label score } ${META}` },
  sentiment: { type: 'Sentiment', fields: `label confidence scores { label score } ${META}` },
  translate: { type: 'Translation', fields: `text source target detected { language confidence } ${META}` },
  summarize: { type: 'Summary', fields: `text method sentences { text start end score } ${META}` },
};

const result = (task: Task) => `{ __typename ... on ${ANSWERS[task].type} { ${ANSWERS[task].fields} } ${ERROR} }`;
const pascal = (task: Task) => task.charAt(0).toUpperCase() + task.slice(1);

export const oneDocument = (task: Task) =>
  `query ${pascal(task)}($input: ${pascal(task)}Input!) { result: ${task}(input: $input) ${result(task)} }`;

export const batchDocument = (task: Task) => `query ${pascal(task)}Batch($input: ${pascal(task)}BatchInput!) {
  batch: ${task}Batch(input: $input) { items { index result ${result(task)} } }
}`;

export const streamDocument = (task: StreamedTask) => `subscription ${pascal(task)}Stream($input: ${pascal(task)}Input!) {
  event: ${task}Stream(input: $input) {
    __typename ... on TextDelta { text } ... on Restarted { reason }
    ... on ${ANSWERS[task].type}Completed { result: ${ANSWERS[task].type.toLowerCase()} { ${ANSWERS[task].fields} } }
    ${ERROR}
  }
}`;

export const DETECT_DOCUMENT =
  'query DetectLanguage($text: String!) { result: detectLanguage(text: $text) { language confidence } }';
