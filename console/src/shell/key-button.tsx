import { type FormEvent, useId, useRef, useState } from 'react';
import { readCatalog } from '../api/catalog.ts';
import { apiKey } from '../api/key.ts';
import { useStore } from '../api/store.ts';
import { Icon } from '../ui/icon.tsx';

/** What a header can carry: another sign would keep every request from being sent. */
const headerSafe = '\\s*[!-~]*\\s*';

/** Takes the key that requests carry, for a proxy in front of the gateway that checks it. */
export function KeyButton() {
  const key = useStore(apiKey);
  const [typed, setTyped] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const open = () => {
    setTyped(apiKey.get());
    dialog.current?.showModal();
  };
  const keep = (event: FormEvent) => {
    event.preventDefault();
    apiKey.set(typed.trim());
    dialog.current?.close();
    void readCatalog();
  };
  return (
    <>
      <button type="button" className="button quiet small" onClick={open}>
        <Icon name="key" size={16} />
        {key ? 'Key set' : 'API key'}
      </button>
      <dialog ref={dialog} aria-labelledby={`${id}-title`}>
        <form onSubmit={keep} className="stack">
          <h2 id={`${id}-title`}>API key</h2>
          <p className="hint">
            Sent as <code>authorization: Bearer …</code> with each request of this tab, and forgotten when the tab closes. The
            gateway checks no keys: this is for a proxy in front of it that does.
          </p>
          <label className="field">
            Key
            <input
              type="password"
              autoComplete="off"
              spellCheck={false}
              pattern={headerSafe}
              title="A key has no spaces, and only letters without accents, digits and signs."
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
          <div className="row">
            <button type="submit" className="button primary">
              Use this key
            </button>
            <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
