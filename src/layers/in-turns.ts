/** Does the work for each item, at most `atOnce` side by side. What comes of it is in the order of the items. */
export async function inTurns<Item, Made>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  const ahead = items.entries();
  const workThrough = async () => {
    for (const [index, item] of ahead) made[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, workThrough));
  return made;
}
