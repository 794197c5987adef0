import { useEffect, useRef } from 'react';
import { Icon } from '../ui/icon.tsx';
import { type ActiveFilter, FILTERS, type FilterName } from './filtering.ts';

interface ActiveFiltersProps {
  active: readonly ActiveFilter[];
  onClear: (names: readonly FilterName[]) => void;
  /** Where the keyboard goes on when the last one is gone. */
  onEmpty: () => void;
}

/** The filters in force, each a button that takes it away. The keyboard stays among them while there are any. */
export function ActiveFilters({ active, onClear, onEmpty }: ActiveFiltersProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const removed = useRef<number>(undefined);
  useEffect(() => {
    if (removed.current === undefined) return;
    const place = Math.min(removed.current, active.length - 1);
    removed.current = undefined;
    if (place < 0) onEmpty();
    else box.current?.querySelectorAll('button')[place]?.focus();
  }, [active, onEmpty]);
  const remove = (place: number, names: readonly FilterName[]) => {
    removed.current = place;
    onClear(names);
  };
  if (active.length === 0) return null;
  return (
    <fieldset className="chips" ref={box}>
      <legend>Only</legend>
      {active.map(({ name, label }, place) => (
        <button
          key={name}
          type="button"
          className="chip chosen"
          title="Take this filter away"
          onClick={() => remove(place, [name])}
        >
          <span className="visually-hidden">Take away: </span>
          <bdi>{label}</bdi> <Icon name="close" size={13} />
        </button>
      ))}
      {active.length > 1 && (
        <button type="button" className="button quiet small" onClick={() => remove(0, FILTERS)}>
          Clear all
        </button>
      )}
    </fieldset>
  );
}
