import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

const shownForMs = 2000;

/** Copies `text()` and says so, also to a screen reader. */
export function CopyButton({ text, label = 'Copy' }: { text: () => string; label?: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), shownForMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    copyText(text()).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  return (
    <button type="button" className="button quiet small" onClick={() => void copy()}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={16} />
      <span aria-live="polite">{state === 'ready' ? label : state === 'copied' ? 'Copied' : 'Select and copy by hand'}</span>
    </button>
  );
}
