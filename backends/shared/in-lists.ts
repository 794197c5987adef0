/** Cuts a list into lists of at most `size`, in order. */
export function inLists<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, list) => items.slice(list * size, (list + 1) * size));
}
