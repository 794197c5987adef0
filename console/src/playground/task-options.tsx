import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import { classifierId } from '../models/addresses.ts';
import { Check, Segments, Select } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { sourceLanguages, targetLanguages } from '../ui/languages.ts';
import type { Form } from './form.ts';
import { LabelEditor } from './label-editor.tsx';
import { LanguageSelect } from './language-select.tsx';
import type { TaskName } from './task.ts';

interface OptionsProps {
  form: Form;
  onChange: (changes: Partial<Form>) => void;
}

function ClassifyOptions({ form, onChange }: OptionsProps) {
  const { models } = useStore(catalog);
  const fixed = models.filter((model) => model.tasks.includes('CLASSIFY') && model.labels.length > 0);
  return (
    <>
      {(fixed.length > 0 || form.classifier) && (
        <Select label="Choose among" value={form.classifier} onChange={(classifier) => onChange({ classifier })}>
          <option value="">My own labels</option>
          {fixed.map(({ id, labels }) => (
            <option key={id} value={classifierId(id)}>
              {id} ({labels.length} labels)
            </option>
          ))}
        </Select>
      )}
      {!form.classifier && <LabelEditor labels={form.labels} onChange={(labels) => onChange({ labels })} />}
      <Check label="Several labels may apply" checked={form.multiLabel} onChange={(multiLabel) => onChange({ multiLabel })} />
      {form.multiLabel && (
        <label className="field">
          <span>
            A label applies from a score of <output>{form.threshold.toFixed(2)}</output>
          </span>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={form.threshold}
            onChange={(event) => onChange({ threshold: event.target.valueAsNumber })}
          />
        </label>
      )}
    </>
  );
}

interface TranslateOptionsProps extends OptionsProps {
  onSwap: () => void;
}

function TranslateOptions({ form, onChange, onSwap }: TranslateOptionsProps) {
  const { models } = useStore(catalog);
  return (
    <div className="language-bar">
      <LanguageSelect
        label="From"
        value={form.source}
        auto="Detect language"
        languages={sourceLanguages(models)}
        onChange={(source) => onChange({ source })}
      />
      <button type="button" className="button quiet icon-only" onClick={onSwap} aria-label="Swap the languages and the texts">
        <Icon name="swap" />
      </button>
      <LanguageSelect
        label="Into"
        value={form.target}
        languages={targetLanguages(models, form.source)}
        onChange={(target) => onChange({ target })}
      />
    </div>
  );
}

function SummarizeOptions({ form, onChange }: OptionsProps) {
  return (
    <div className="row wide-gap">
      <Segments
        label="Length"
        value={form.length}
        choices={[
          { value: 'SHORT', label: 'Short' },
          { value: 'MEDIUM', label: 'Medium' },
          { value: 'LONG', label: 'Long' },
        ]}
        onChange={(length) => onChange({ length })}
      />
      <Segments
        label="Form"
        value={form.format}
        choices={[
          { value: 'PARAGRAPH', label: 'Paragraph' },
          { value: 'BULLETS', label: 'Bullets' },
          { value: 'HEADLINE', label: 'Headline' },
        ]}
        onChange={(format) => onChange({ format })}
      />
    </div>
  );
}

/** The options that only this task has. */
export function TaskOptions({ task, ...props }: TranslateOptionsProps & { task: TaskName }) {
  switch (task) {
    case 'classify':
      return <ClassifyOptions {...props} />;
    case 'sentiment':
      return null;
    case 'translate':
      return <TranslateOptions {...props} />;
    case 'summarize':
      return <SummarizeOptions {...props} />;
  }
}
