import { type KeyboardEvent, useId } from 'react';
import { useStore } from '../api/store.ts';
import { directionOf } from '../ui/direction-of.ts';
import { count } from '../ui/format.ts';
import { isKept } from './drafts.ts';

interface TextBoxProps {
  label: string;
  placeholder: string;
  text: string;
  /** The most UTF-16 units the gateway takes. */
  maxLength: number;
  language?: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
}

function LengthNote({ id, length, maxLength }: { id: string; length: number; maxLength: number }) {
  const kept = useStore(isKept);
  const over = length > maxLength;
  return (
    <div id={id} className={over ? 'counter over' : 'counter'}>
      <span>
        {count(length)} of {count(maxLength)} characters
      </span>
      {over && <strong>{count(length - maxLength)} too many: the gateway will refuse the text.</strong>}
      {!kept && <strong>This text is too large for the browser to keep; it is lost when this tab closes.</strong>}
    </div>
  );
}

/** Where the text goes. Nothing typed is cut off: a text that is too long is said to be so. */
export function TextBox({ label, placeholder, text, maxLength, language, onChange, onSubmit }: TextBoxProps) {
  const id = useId();
  const submitOnControlEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <div className="text-box">
      <div className="row spread">
        <label htmlFor={id}>{label}</label>
        {text !== '' && (
          <button type="button" className="button quiet small" onClick={() => onChange('')}>
            Clear
          </button>
        )}
      </div>
      <textarea
        id={id}
        dir={directionOf(text)}
        lang={language || undefined}
        rows={8}
        value={text}
        placeholder={placeholder}
        spellCheck={false}
        aria-describedby={`${id}-length`}
        aria-invalid={text.length > maxLength}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={submitOnControlEnter}
      />
      <LengthNote id={`${id}-length`} length={text.length} maxLength={maxLength} />
    </div>
  );
}
