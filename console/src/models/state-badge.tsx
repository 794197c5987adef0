import type { ModelState } from '../generated/graphql.ts';
import { words } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';

const LOOKS: Readonly<Record<ModelState, { tone: string; icon: IconName; title: string }>> = {
  READY: { tone: 'good', icon: 'check', title: 'Answers requests.' },
  LOADING: { tone: '', icon: 'clock', title: 'Is being read from disk; requests wait or go elsewhere.' },
  DEGRADED: { tone: 'warn', icon: 'alert', title: 'Answers, but fails or waits more than it should.' },
  FAILED: { tone: 'bad', icon: 'close', title: 'Could not be loaded, or was refused. The log of the gateway says why.' },
  DRAINING: { tone: '', icon: 'clock', title: 'Finishes what it has and takes nothing new.' },
};

export function StateBadge({ state }: { state: ModelState }) {
  const { tone, icon, title } = LOOKS[state];
  return (
    <span className={`badge ${tone}`} title={title}>
      <Icon name={icon} size={14} />
      {words(state)}
    </span>
  );
}
