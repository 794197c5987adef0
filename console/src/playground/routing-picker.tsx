import { useMemo } from 'react';
import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import { Select } from '../ui/field.tsx';
import { words } from '../ui/format.ts';
import type { Form } from './form.ts';
import { STRATEGIES, STRATEGY_TITLES } from './strategy.ts';
import { type TaskName, taskEnum } from './task.ts';

type Steering = Pick<Form, 'model' | 'backend' | 'strategy'>;

/** One list for three fields of the schema, of which a request has at most one. */
function chosenOf({ model, backend, strategy }: Steering): string {
  if (model) return `model:${model}`;
  return backend ? `backend:${backend}` : `strategy:${strategy}`;
}

function steeringOf(chosen: string): Steering {
  const cut = chosen.indexOf(':');
  const [kind, id] = [chosen.slice(0, cut), chosen.slice(cut + 1)];
  const strategy = STRATEGIES.find((value) => kind === 'strategy' && value === id) ?? 'AUTO';
  return { model: kind === 'model' ? id : '', backend: kind === 'backend' ? id : '', strategy };
}

interface RoutingPickerProps {
  task: TaskName;
  form: Steering;
  onChange: (changes: Steering) => void;
  label?: string;
}

/** Which model answers: a strategy, a backend, or one model. */
export function RoutingPicker({ task, form, onChange, label = 'Model' }: RoutingPickerProps) {
  const { models } = useStore(catalog);
  const able = useMemo(() => models.filter((model) => model.tasks.includes(taskEnum(task))), [models, task]);
  const backends = [...new Set(able.map((model) => model.backend.id))];
  const lostModel = form.model && !able.some(({ id }) => id === form.model);
  const lostBackend = !form.model && form.backend && !backends.includes(form.backend);
  return (
    <Select label={label} value={chosenOf(form)} onChange={(chosen) => onChange(steeringOf(chosen))}>
      <optgroup label="Let the gateway choose">
        {STRATEGIES.map((value) => (
          <option key={value} value={`strategy:${value}`}>
            {STRATEGY_TITLES[value]}
          </option>
        ))}
      </optgroup>
      {backends.length > 0 && (
        <optgroup label="One backend">
          {backends.map((id) => (
            <option key={id} value={`backend:${id}`}>
              {id}
            </option>
          ))}
        </optgroup>
      )}
      {able.length > 0 && (
        <optgroup label="One model">
          {able.map(({ id, state }) => (
            <option key={id} value={`model:${id}`}>
              {state === 'READY' ? id : `${id} (${words(state).toLowerCase()})`}
            </option>
          ))}
        </optgroup>
      )}
      {lostModel && <option value={`model:${form.model}`}>{form.model} (not in the list)</option>}
      {lostBackend && <option value={`backend:${form.backend}`}>{form.backend} (not in the list)</option>}
    </Select>
  );
}
