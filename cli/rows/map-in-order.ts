/**
 * Works on up to `limit` items at a time and gives the results in the order of the items, each as soon as it is
 * there. Reads no further ahead than that. The first failure ends it; work already begun is left to its own end.
 */
export async function* mapInOrder<In, Out>(
  items: AsyncIterable<In>,
  limit: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const source = items[Symbol.asyncIterator]();
  const begun: Promise<{ result: Out }>[] = [];
  let coming: Promise<IteratorResult<In>> | undefined;
  let ended = false;
  try {
    while (!ended || begun.length > 0) {
      if (!ended && begun.length < limit) coming ??= quiet(source.next());
      const event = await Promise.race([coming, begun[0]].filter((promise) => promise !== undefined));
      if ('result' in event) {
        begun.shift();
        yield event.result;
      } else {
        coming = undefined;
        if (event.done) ended = true;
        else begun.push(quiet(work(event.value).then((result) => ({ result }))));
      }
    }
  } finally {
    void source.return?.(); // not awaited: an input that is silent may never answer
  }
}

/** The failure of what is not awaited yet must not count as unhandled. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
