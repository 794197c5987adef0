export type Contestants<Name extends string, Figure> = Readonly<Record<Name, () => Promise<Figure>>>;

/** Lets the contestants run in turn, round after round, after one round that does not count. Gives one figure a round and contestant. */
export async function interleave<Name extends string, Figure>(
  rounds: number,
  contestants: Contestants<Name, Figure>,
): Promise<Record<Name, Figure[]>> {
  const names = Object.keys(contestants) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Figure[]>;
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const figure = await contestants[name]();
      if (round > 0) figures[name].push(figure);
    }
  return figures;
}
