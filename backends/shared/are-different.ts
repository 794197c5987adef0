/** True when no label is there twice: a score could not be told whose it is. */
export function areDifferent(labels: readonly (string | { name: string })[]): boolean {
  const names = labels.map((label) => (typeof label === 'string' ? label : label.name));
  return new Set(names).size === names.length;
}

export const SAME_LABEL = 'Two labels have the same name.';
