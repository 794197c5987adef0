import { useState } from 'react';
import type { RequestRowFragment } from '../generated/graphql.ts';
import { count, milliseconds } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { type TimePart, timeParts, wholeOf } from './time-parts.ts';

const beginning = ({ startMs }: TimePart) => (startMs < 0 ? `${milliseconds(-startMs)} before` : `at ${milliseconds(startMs)}`);

function toneOf({ kind, failed }: TimePart): string {
  if (failed) return 'negative';
  return kind === 'ATTEMPT' ? 'positive' : kind.toLowerCase();
}

function Bar({ part, whole }: { part: TimePart; whole: number }) {
  const start = Math.max(0, part.startMs);
  const length = part.startMs + part.lengthMs - start;
  const style = { insetInlineStart: `${(start / whole) * 100}%`, inlineSize: `${(length / whole) * 100}%` };
  return (
    <span className="waterfall-track" aria-hidden="true">
      <span className={`waterfall-bar ${toneOf(part)}`} style={style} />
    </span>
  );
}

function Line({ part, whole }: { part: TimePart; whole: number }) {
  const isAsked = part.kind === 'ATTEMPT';
  return (
    <li>
      <span className="waterfall-label">
        <Icon name={part.failed ? 'close' : isAsked ? 'check' : 'clock'} size={14} />
        <bdi>{part.label}</bdi> {part.code && <code>{part.code}</code>}
      </span>
      {part.kind !== 'PASSED_OVER' && <Bar part={part} whole={whole} />}
      <span className="waterfall-figure">
        {part.kind === 'PASSED_OVER' ? (
          'not asked'
        ) : (
          <>
            {milliseconds(part.lengthMs)} <span className="hint">{beginning(part)}</span>
          </>
        )}
      </span>
    </li>
  );
}

function Axis({ whole }: { whole: number }) {
  return (
    <p className="waterfall-axis" aria-hidden="true">
      {[0, 0.5, 1].map((share) => (
        <span key={share}>{milliseconds(share * whole)}</span>
      ))}
    </p>
  );
}

function PartsTable({ parts }: { parts: readonly TimePart[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col" className="number">
            Begins
          </th>
          <th scope="col" className="number">
            Takes
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={`${part.label} ${part.startMs} ${part.kind}`}>
            <td>
              <bdi>{part.label}</bdi> {part.code && <code>{part.code}</code>}
            </td>
            <td className="number">{part.kind === 'PASSED_OVER' ? '–' : beginning(part)}</td>
            <td className="number">{part.kind === 'PASSED_OVER' ? '–' : milliseconds(part.lengthMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function whyNone({ failed, texts, attempts }: RequestRowFragment): string {
  const refusal = attempts.length > 0 ? 'each was passed over' : 'the request was refused';
  if (failed === 0) return texts > 1 ? 'the answers were known' : 'the answer was known';
  return failed === texts ? refusal : `${count(texts - failed)} answers were known, and for the rest ${refusal}`;
}

/** Where the time of a request went, on one line of time: drawn, or as a table. */
export function Waterfall({ row }: { row: RequestRowFragment }) {
  const [asTable, setAsTable] = useState(false);
  const parts = timeParts(row);
  const whole = wholeOf(row.latencyMs, parts);
  return (
    <section className="stack tight" aria-labelledby="time-title">
      <div className="row spread">
        <h3 id="time-title">Where the time went</h3>
        <button
          type="button"
          className="button quiet small"
          aria-pressed={asTable}
          aria-label="The time as a table"
          onClick={() => setAsTable(!asTable)}
        >
          Table
        </button>
      </div>
      {asTable ? (
        <PartsTable parts={parts} />
      ) : (
        <div>
          <ol className="waterfall">
            {parts.map((part) => (
              <Line key={`${part.label} ${part.startMs} ${part.kind}`} part={part} whole={whole} />
            ))}
          </ol>
          <Axis whole={whole} />
        </div>
      )}
      {parts.every(({ kind }) => kind !== 'ATTEMPT') && <p className="hint">No model was asked: {whyNone(row)}.</p>}
      {row.texts > 1 && row.attempts.length > 0 && (
        <p className="hint">Of the text with the most attempts; the others may have ended earlier or later.</p>
      )}
    </section>
  );
}
