import { useCallback, useId, useRef, useState } from 'react';
import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import { navigate, usePlace } from '../router.ts';
import { Check, type Choice, Select } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { ActiveFilters } from './active-filters.tsx';
import { activeFilters, CHOICES, type FilterName, withParameters } from './filtering.ts';

interface TogglesProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
}

/** At most one of the choices; pressing it again takes it back. */
function Toggles({ label, choices, value, onChange }: TogglesProps) {
  return (
    <fieldset className="chips">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className="chip"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value === value ? '' : choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}

interface ChoicesProps {
  id: string;
  query: URLSearchParams;
  onChange: (changes: Readonly<Record<string, string>>) => void;
}

/** Everything that the list can be narrowed by. */
function Choices({ id, query, onChange }: ChoicesProps) {
  const { models } = useStore(catalog);
  const toggles = (name: Exclude<FilterName, 'model'>, label: string) => (
    <Toggles
      label={label}
      choices={CHOICES[name]}
      value={query.get(name) ?? ''}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  const model = query.get('model') ?? '';
  const ids = [...new Set([...models.map((known) => known.id), model])].filter((known) => known !== '');
  return (
    <div className="filter-groups" id={id}>
      {toggles('failed', 'Status')}
      {toggles('task', 'Task')}
      {toggles('cache', 'Cache')}
      <Select
        label="Model"
        value={model}
        onChange={(chosen) => onChange({ model: chosen })}
        choices={[{ value: '', label: 'Any' }, ...ids.map((known) => ({ value: known, label: known }))]}
      />
    </div>
  );
}

/** On a phone the choices would push the list out of sight: there they open when asked for. */
const isWide = () => matchMedia('(min-width: 48rem)').matches;

/** What to show; kept in the address, so that it can be sent to somebody. */
export function Filters({ live, onLive }: { live: boolean; onLive: (live: boolean) => void }) {
  const { query } = usePlace();
  const [opened, setOpened] = useState(isWide);
  const opener = useRef<HTMLButtonElement>(null);
  const focusOpener = useCallback(() => opener.current?.focus(), []);
  const choicesId = useId();
  const change = (changes: Readonly<Record<string, string>>) => navigate(withParameters(query, changes), { replace: true });
  return (
    <section className="card stack tight request-filters" aria-label="Filters">
      <div className="row spread">
        <button
          type="button"
          className="button quiet small opener"
          aria-expanded={opened}
          aria-controls={opened ? choicesId : undefined}
          onClick={() => setOpened(!opened)}
          ref={opener}
        >
          <Icon name="chevron" size={15} /> Filters
        </button>
        <Check label="Keep reading" checked={live} onChange={onLive} />
      </div>
      {opened && <Choices id={choicesId} query={query} onChange={change} />}
      <ActiveFilters
        active={activeFilters(query)}
        onClear={(names) => change(Object.fromEntries(names.map((name) => [name, ''])))}
        onEmpty={focusOpener}
      />
    </section>
  );
}
