import type { TranslateAnswer } from '../playground/task.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { percent } from '../ui/format.ts';
import { languageName } from '../ui/languages.ts';

function Found({ answer }: { answer: TranslateAnswer }) {
  const { detected, source, target } = answer;
  return (
    <p className="hint">
      {detected?.language
        ? `Detected ${languageName(detected.language)} (${percent(detected.confidence)})`
        : `From ${languageName(source)}`}
      {` into ${languageName(target)}`}
    </p>
  );
}

export function TranslateResult({ answer }: { answer: TranslateAnswer }) {
  return (
    <div className="stack">
      <p className="output" lang={answer.target} dir="auto">
        {answer.text}
      </p>
      <div className="row spread">
        <Found answer={answer} />
        <CopyButton text={() => answer.text} />
      </div>
    </div>
  );
}
