import { percent } from '../ui/format.ts';

/** A score from 0 to 1 as a bar with its figure; a dash where the model gives none. */
export function ScoreBar({ score, tone = 'accent' }: { score: number | null; tone?: string }) {
  return (
    <>
      <span className="bar-track" aria-hidden="true">
        <span className={`bar-fill ${tone}`} style={{ inlineSize: `${Math.max(0, Math.min(1, score ?? 0)) * 100}%` }} />
      </span>
      <span className="bar-figure">{percent(score)}</span>
    </>
  );
}
