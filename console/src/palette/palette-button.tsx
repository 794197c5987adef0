import { Suspense, useEffect, useState } from 'react';
import { Crash } from '../shell/crash.tsx';
import { Icon } from '../ui/icon.tsx';
import { later } from '../ui/later.ts';

const Palette = later(async () => (await import('./palette.tsx')).Palette);

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const isShortcut = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
  key.toLowerCase() === 'k' && (isApple ? metaKey : ctrlKey) && !altKey && !shiftKey;

/** Opens the command palette, by a press or by its keys from anywhere on the page. */
export function PaletteButton() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      const dialog = document.querySelector<HTMLDialogElement>('dialog[open]');
      // Two dialogs at once would fight for the focus. One that is closed, rather than taken away, gives it back.
      if (!dialog) setOpen(true);
      else if (dialog.matches('.palette')) dialog.close();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <button
        type="button"
        className="button quiet small palette-button"
        aria-label="Go to a page, a task or a model"
        aria-haspopup="dialog"
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        onClick={() => setOpen(true)}
      >
        <Icon name="search" size={16} />
        <span className="palette-label">Go to</span>
        <kbd>{isApple ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <Crash>
        <Suspense>{isOpen && <Palette onClose={() => setOpen(false)} />}</Suspense>
      </Crash>
    </>
  );
}
