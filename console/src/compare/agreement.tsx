import type { TaskAnswer } from '../playground/task.ts';
import { Icon } from '../ui/icon.tsx';
import { agreementOf, outcomeOf } from './outcome.ts';

/** Whether the columns chose the same label. */
export function Agreement({ answers }: { answers: readonly TaskAnswer[] }) {
  const agreement = agreementOf(answers.map(outcomeOf));
  if (!agreement || answers.length < 2) return null;
  const { share, outcome } = agreement;
  const all = share === answers.length;
  return (
    <p className={all ? 'notice good' : 'notice warn'} role="status">
      <Icon name={all ? 'check' : 'alert'} size={16} />
      <span>
        {wording(share, answers.length)}
        {share > 1 && (
          <bdi>
            <strong>{outcome}</strong>
          </bdi>
        )}
      </span>
    </p>
  );
}

function wording(share: number, of: number): string {
  if (share === 1) return of === 2 ? 'They disagree.' : 'No two agree.';
  if (share === of) return of === 2 ? 'Both agree: ' : `All ${of} agree: `;
  return `${share} of ${of} say `;
}
