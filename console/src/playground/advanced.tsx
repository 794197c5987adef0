import type { CacheMode, Formality } from '../generated/graphql.ts';
import { Check, Select } from '../ui/field.tsx';
import { commonLanguages } from '../ui/languages.ts';
import type { Form } from './form.ts';
import { LanguageSelect } from './language-select.tsx';
import type { TaskName } from './task.ts';

const CACHE_CHOICES: readonly { value: CacheMode; label: string }[] = [
  { value: 'USE', label: 'Use' },
  { value: 'REFRESH', label: 'Ask anew and keep the answer' },
  { value: 'BYPASS', label: 'Ask anew and keep nothing' },
];

const FORMALITY_CHOICES: readonly { value: Formality | ''; label: string }[] = [
  { value: '', label: 'As the model sees fit' },
  { value: 'FORMAL', label: 'Formal' },
  { value: 'INFORMAL', label: 'Informal' },
];

/** What most requests leave alone. */
export function Advanced({ task, form, onChange }: { task: TaskName; form: Form; onChange: (changes: Partial<Form>) => void }) {
  const choose = <T extends string>(choices: readonly { value: T }[], value: string, then: (value: T) => void) => {
    const choice = choices.find((entry) => entry.value === value);
    if (choice) then(choice.value);
  };
  return (
    <details className="advanced">
      <summary>Advanced</summary>
      <div className="advanced-grid">
        {task === 'translate' ? (
          <Select
            label="Formality"
            value={form.formality}
            choices={FORMALITY_CHOICES}
            onChange={(value) => choose(FORMALITY_CHOICES, value, (formality) => onChange({ formality }))}
          />
        ) : (
          <LanguageSelect
            label="Language of the text"
            value={form.language}
            auto="Detect"
            languages={commonLanguages}
            onChange={(language) => onChange({ language })}
          />
        )}
        <Select
          label="Cache"
          value={form.cache}
          choices={CACHE_CHOICES}
          onChange={(value) => choose(CACHE_CHOICES, value, (cache) => onChange({ cache }))}
        />
        <label className="field">
          Time limit in milliseconds
          <input
            type="number"
            min={1}
            inputMode="numeric"
            value={form.timeoutMs}
            placeholder="the gateway's own"
            onChange={(event) => onChange({ timeoutMs: event.target.value })}
          />
        </label>
        <Check
          label="Let another model answer when this one fails"
          checked={form.fallback}
          onChange={(fallback) => onChange({ fallback })}
        />
      </div>
    </details>
  );
}
