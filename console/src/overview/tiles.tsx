import { count, dollars, milliseconds, percent } from '../ui/format.ts';
import type { Minute } from './minutes.ts';

const sum = (minutes: readonly Minute[], value: (minute: Minute) => number) =>
  minutes.reduce((total, minute) => total + value(minute), 0);

function figuresOf(minutes: readonly Minute[]): readonly [string, string][] {
  const texts = sum(minutes, (minute) => minute.texts);
  const busy = minutes.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]));
  return [
    ['Requests', count(sum(minutes, (minute) => minute.requests))],
    ['Texts', count(texts)],
    ['Failed', texts > 0 ? percent(sum(minutes, (minute) => minute.failed) / texts) : '–'],
    ['Cache hits', texts > 0 ? percent(sum(minutes, (minute) => minute.cacheHits) / texts) : '–'],
    ['Slowest p95', busy.length > 0 ? milliseconds(Math.max(...busy)) : '–'],
    ['Tokens', count(sum(minutes, (minute) => minute.inputTokens + minute.outputTokens))],
    [
      'Cost',
      costOf(
        sum(minutes, (minute) => minute.costUsd),
        sum(minutes, (minute) => minute.unpricedCalls),
      ),
    ],
  ];
}

/** An unknown price is told, and never shown as $0. */
function costOf(known: number, unpriced: number): string {
  if (unpriced === 0) return dollars(known);
  return known === 0 ? 'Not known' : `${dollars(known)} + unknown`;
}

/** The whole time that is shown, in a few figures. */
export function Tiles({ minutes }: { minutes: readonly Minute[] }) {
  return (
    <dl className="tiles">
      {figuresOf(minutes).map(([name, value]) => (
        <div key={name} className="card tile">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
