/**
 * Works on up to `limit` items at a time and gives the results in the order of the items. Reads no further ahead
 * than that. The first failure ends it; work already begun is left to its own end.
 */
export async function* mapInOrder<In, Out>(
  items: AsyncIterable<In>,
  limit: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const begun: Promise<Out>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => {}); // it is awaited below; until then a failure must not count as unhandled
    begun.push(result);
    if (begun.length >= limit) yield begun.shift() as Promise<Out>;
  }
  while (begun.length > 0) yield begun.shift() as Promise<Out>;
}
