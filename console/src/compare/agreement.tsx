import type { TaskAnswer } from '../playground/task.ts';
import { Icon } from '../ui/icon.tsx';
import { agreementOf, outcomeOf } from './outcome.ts';

/** Whether the columns chose the same label. */
export function Agreement({ answers }: { answers: readonly TaskAnswer[] }) {
  const agreement = agreementOf(answers.map(outcomeOf));
  if (!agreement || answers.length < 2) return null;
  const all = agreement.share === answers.length;
  return (
    <p className={all ? 'notice good' : 'notice warn'} role="status">
      <Icon name={all ? 'check' : 'alert'} size={16} />
      <span>
        {all
          ? `${answers.length === 2 ? 'Both' : `All ${answers.length}`} agree: `
          : `${agreement.share} of ${answers.length} say `}
        <bdi>
          <strong>{agreement.outcome}</strong>
        </bdi>
      </span>
    </p>
  );
}
