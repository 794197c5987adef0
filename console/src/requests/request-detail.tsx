import { useEffect, useRef } from 'react';
import type { RequestRowFragment } from '../generated/graphql.ts';
import { emptyForm } from '../playground/form.ts';
import { sharedAddressOf } from '../playground/link.ts';
import { TASKS, taskEnum } from '../playground/task.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { count, counted, dollars, milliseconds, words } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Waterfall } from './waterfall.tsx';

function factsOf(row: RequestRowFragment): readonly [string, string][] {
  const facts: [string, string][] = [
    ['Ended', new Date(row.at).toLocaleString()],
    ['Tenant', row.tenant],
    ['Size', `${counted(row.texts, 'text')}, ${counted(row.characters, 'character')}`],
    ['Latency', milliseconds(row.latencyMs)],
    [
      'Cache',
      row.cache
        .map(({ status, texts }) => (row.texts > 1 ? `${count(texts)} ${words(status).toLowerCase()}` : words(status)))
        .join(', '),
    ],
    ['Models', row.models.join(', ') || 'none answered'],
  ];
  if (row.failed > 0) facts.push(['Failed', `${count(row.failed)} with ${row.code ?? 'no code'}`]);
  if (row.degraded > 0) facts.push(['Degraded', count(row.degraded)]);
  if (row.usage.calls > 0) facts.push(['Tokens', `${count(row.usage.inputTokens)} in, ${count(row.usage.outputTokens)} out`]);
  if (row.usage.costUsd > 0) facts.push(['Cost', dollars(row.usage.costUsd)]);
  return facts;
}

function Excerpt({ row }: { row: RequestRowFragment }) {
  const task = TASKS.find((name) => taskEnum(name) === row.task) ?? 'classify';
  if (row.excerpt === null)
    return (
      <p className="hint">
        Texts are not kept. The setting <code>telemetry.keepTexts</code> keeps the start of each.
      </p>
    );
  return (
    <>
      <p className="source-text" dir="auto">
        {row.excerpt}
      </p>
      <Link className="button small" href={sharedAddressOf(task, { ...emptyForm(task), text: row.excerpt }, emptyForm(task))}>
        <Icon name="playground" size={15} /> Replay this text in the playground
      </Link>
    </>
  );
}

/** One request: what became of it, and how its time went. */
export function RequestDetail({ row, onClose }: { row: RequestRowFragment; onClose: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card stack request-detail" aria-labelledby="request-title">
      <div className="row spread">
        <h2 id="request-title" tabIndex={-1} ref={heading}>
          {words(row.task)}
        </h2>
        <button type="button" className="button quiet small" onClick={onClose}>
          <Icon name="close" size={15} /> Close
        </button>
      </div>
      <div className="row id-row">
        <code className="breakable">{row.requestId}</code>
        <CopyButton text={() => row.requestId} label="Copy id" />
      </div>
      <dl className="facts">
        {factsOf(row).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Waterfall row={row} />
      <h3>Text</h3>
      <Excerpt row={row} />
    </section>
  );
}
