import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Check } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import type { LabelDraft } from './form.ts';

interface LabelEditorProps {
  labels: readonly LabelDraft[];
  onChange: (labels: readonly LabelDraft[]) => void;
}

const namesIn = (text: string): readonly string[] =>
  text
    .split(/[,;\n\t]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

function added(labels: readonly LabelDraft[], names: readonly string[]): readonly LabelDraft[] {
  const fresh = [...new Set(names)].filter((name) => !labels.some((label) => label.name === name));
  return [...labels, ...fresh.map((name) => ({ name, description: '' }))];
}

function LabelInput({ labels, onChange }: LabelEditorProps) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    onChange(added(labels, namesIn(text)));
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && typed === '') return onChange(labels.slice(0, -1));
    // Within a composition Enter takes the signs that are proposed.
    if ((event.key !== 'Enter' && event.key !== ',') || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add(typed);
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text');
    if (namesIn(pasted).length < 2) return;
    event.preventDefault();
    add(typed + pasted);
  };
  return (
    <input
      id="label-input"
      className="label-input"
      dir="auto"
      value={typed}
      placeholder={labels.length < 2 ? 'Type a label, press Enter' : 'Add a label'}
      aria-describedby="label-hint"
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKeyDown}
      onPaste={onPaste}
      onBlur={() => typed.trim() !== '' && add(typed)}
    />
  );
}

function Descriptions({ labels, onChange }: LabelEditorProps) {
  const describe = (name: string, description: string) =>
    onChange(labels.map((label) => (label.name === name ? { name, description } : label)));
  return (
    <div className="descriptions">
      {labels.map(({ name, description }) => (
        <label key={name} className="field">
          <bdi>{name}</bdi>
          <input
            dir="auto"
            value={description}
            placeholder="What belongs to this label"
            onChange={(event) => describe(name, event.target.value)}
          />
        </label>
      ))}
    </div>
  );
}

/** The labels to choose among: typed one by one, or pasted as a list. */
export function LabelEditor({ labels, onChange }: LabelEditorProps) {
  const [described, setDescribed] = useState(() => labels.some(({ description }) => description !== ''));
  const box = useRef<HTMLDivElement>(null);
  const remove = (name: string) => {
    onChange(labels.filter((label) => label.name !== name));
    box.current?.querySelector('input')?.focus();
  };
  return (
    <div className="field">
      <label htmlFor="label-input">Labels</label>
      <div className="label-box" ref={box}>
        {labels.map(({ name }) => (
          <span key={name} className="label-chip">
            <bdi>{name}</bdi>
            <button type="button" onClick={() => remove(name)} aria-label={`Remove label ${name}`}>
              <Icon name="close" size={13} />
            </button>
          </span>
        ))}
        <LabelInput labels={labels} onChange={onChange} />
      </div>
      <span className="hint" id="label-hint">
        Two or more; a comma or Enter ends one, and a pasted list becomes many.
      </span>
      <Check label="Describe the labels" checked={described} onChange={setDescribed} />
      {described && <Descriptions labels={labels} onChange={onChange} />}
    </div>
  );
}
