import { Icon } from '../ui/icon.tsx';

/** Saves what is shown, as a spreadsheet or as data. */
export function ExportButtons({ disabled, onCsv, onJson }: { disabled: boolean; onCsv: () => void; onJson: () => void }) {
  return (
    <div className="row">
      <button type="button" className="button small" disabled={disabled} onClick={onCsv}>
        <Icon name="download" size={15} /> CSV
      </button>
      <button type="button" className="button small" disabled={disabled} onClick={onJson}>
        <Icon name="download" size={15} /> JSON
      </button>
    </div>
  );
}
