import '../styles/palette.css';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import { Icon } from '../ui/icon.tsx';
import { commandsOf } from './commands.ts';
import { type Command, matching } from './matching.ts';

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The focus stays in the combobox, which names the active option and has the keys. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

interface OptionsProps {
  id: string;
  commands: readonly Command[];
  active: number;
  onPoint: (place: number) => void;
  onRun: (command: Command) => void;
}

function Options({ id, commands, active, onPoint, onRun }: OptionsProps) {
  return (
    <div role="listbox" id={id} aria-label="Commands" className="palette-list">
      {commands.map((command, place) => (
        <button
          key={command.id}
          type="button"
          role="option"
          tabIndex={-1}
          id={`${id}-${place}`}
          aria-selected={place === active}
          className="palette-option"
          onPointerMove={() => onPoint(place)}
          onMouseDown={keepFocus}
          onClick={() => onRun(command)}
        >
          <Icon name={command.icon} size={17} />
          <bdi>{command.title}</bdi>
          <span className="hint">{command.group}</span>
        </button>
      ))}
    </div>
  );
}

/** Shows the dialog as soon as it is there, and the active option as soon as it changes. */
function useShown(listId: string, active: number) {
  const dialog = useRef<HTMLDialogElement>(null);
  const restoreCaret = useRef(() => {});
  useEffect(() => {
    restoreCaret.current = caretKeeper();
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    dialog.current?.querySelector(`[id="${listId}-${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [listId, active]);
  return { dialog, restoreCaret };
}

/** Remembers the caret of the field in use. Chromium gives the focus back while the field still counts as out of reach: its caret can be lost. */
function caretKeeper(): () => void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement)) return () => {};
  const { selectionStart, selectionEnd, value } = field;
  return () => {
    const wasTypedIn = field.value !== value; // whoever types at once moves the caret before the dialog says that it is closed
    if (document.activeElement === field && !wasTypedIn) field.setSelectionRange(selectionStart, selectionEnd);
  };
}

/** Everything one can go to or switch, found by typing. Closing gives the focus back to where it was. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { models } = useStore(catalog);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const listId = `${id}-list`;
  const { dialog, restoreCaret } = useShown(listId, active);
  const found = matching(commandsOf(models), query);
  const run = (command: Command | undefined) => {
    if (!command) return;
    dialog.current?.close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = steps[event.key];
    if (event.key === 'Enter') run(found[active]);
    else if (step !== undefined && found.length > 0) setActive((active + step + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label="Command palette"
      onClose={() => {
        restoreCaret.current();
        onClose();
      }}
      onPointerDown={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <input
        type="text"
        role="combobox"
        aria-label="Find a page, a task, a model or a theme"
        placeholder="Find a page, a task, a model …"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p role="status" className={found.length > 0 ? 'visually-hidden' : 'hint palette-none'}>
        {found.length > 0 ? `${found.length} commands` : 'Nothing is called so. Try a page, a task or a part of a model’s name.'}
      </p>
      <Options id={listId} commands={found} active={active} onPoint={setActive} onRun={run} />
    </dialog>
  );
}
