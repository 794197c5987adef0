import type { TaskAnswer, TaskRequest } from '../playground/task.ts';
import { ClassifyResult } from './classify-result.tsx';
import { SentimentResult } from './sentiment-result.tsx';
import { SummarizeResult } from './summarize-result.tsx';
import { TranslateResult } from './translate-result.tsx';

/** The answer in the form made for its task. Everything a model wrote is shown as text. */
export function AnswerView({ answer, request }: { answer: TaskAnswer; request: TaskRequest }) {
  switch (answer.__typename) {
    case 'Classification':
      return <ClassifyResult answer={answer} />;
    case 'Sentiment':
      return <SentimentResult answer={answer} />;
    case 'Translation':
      return <TranslateResult answer={answer} />;
    case 'Summary':
      return request.task === 'summarize' ? <SummarizeResult answer={answer} input={request.input} /> : null;
  }
}
