import { type DragEvent, useId, useState } from 'react';
import { useStore } from '../api/store.ts';
import { directionOf } from '../ui/direction-of.ts';
import { Check, Select } from '../ui/field.tsx';
import { counted } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { readFile } from './read-file.ts';
import { columnNames, fileRows, itemsOf, pasteRows, sheet } from './sheet.ts';

function ColumnChoice() {
  const current = useStore(sheet);
  const choices = columnNames(current).map((label, place) => ({ value: String(place), label }));
  const change = (changes: Partial<typeof current>) => sheet.set({ ...current, ...changes });
  return (
    <div className="advanced-grid">
      <Select
        label="Texts are in"
        value={String(current.textColumn)}
        choices={choices}
        onChange={(value) => change({ textColumn: Number(value) })}
      />
      <Select
        label="Expected labels are in"
        value={String(current.labelColumn)}
        choices={[{ value: '-1', label: 'No column' }, ...choices]}
        onChange={(value) => change({ labelColumn: Number(value) })}
      />
      <Check
        label="The first row names the columns"
        checked={current.hasHeader}
        onChange={(hasHeader) => change({ hasHeader })}
      />
    </div>
  );
}

function FileBox({ onProblem }: { onProblem: (problem: string | undefined) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = await readFile(file);
    onProblem('problem' in read ? read.problem : undefined);
    if ('text' in read) fileRows(file.name, read.text, read.note);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <fieldset
      className={over ? 'drop-box over' : 'drop-box'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <legend className="visually-hidden">File</legend>
      <label htmlFor={id}>Choose a CSV file, or drop it here: </label>
      <input
        id={id}
        type="file"
        accept=".csv,.tsv,.txt,text/*"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          // The same file can be chosen again: after it was removed, or changed.
          event.target.value = '';
        }}
      />
    </fieldset>
  );
}

/** Where many rows come from: pasted lines, or a file. */
export function SheetInput() {
  const current = useStore(sheet);
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const { fileName, note, pasted, records } = current;
  return (
    <section className="card stack" aria-label="Rows">
      <FileBox onProblem={setProblem} />
      {fileName ? (
        <div className="row">
          <Icon name="check" size={16} />
          <bdi>{fileName}</bdi>
          <button type="button" className="button quiet small" onClick={() => pasteRows('')}>
            Remove the file
          </button>
        </div>
      ) : (
        <div className="field">
          <label htmlFor={id}>Or paste rows</label>
          <textarea
            id={id}
            rows={6}
            dir={directionOf(pasted)}
            value={pasted}
            spellCheck={false}
            placeholder={'text,label\nWhat a lovely day,positive\nIt broke at once,negative'}
            onChange={(event) => pasteRows(event.target.value)}
          />
        </div>
      )}
      {problem && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
      {note && <p className="notice warn">{note}</p>}
      {records.length > 0 && (
        <>
          <p className="hint" role="status">
            {counted(itemsOf(current).length, 'row')}, {counted(columnNames(current).length, 'column')}
          </p>
          <ColumnChoice />
        </>
      )}
    </section>
  );
}
