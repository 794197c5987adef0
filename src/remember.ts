/**
 * `work` that remembers what it made of an object for as long as the object lives.
 * For what follows from options alone: callers hand in the same object for equal options where they can.
 */
export function remember<Key extends object, Value>(work: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const known = made.get(key);
    if (known) return known.value;
    const value = work(key);
    made.set(key, { value });
    return value;
  };
}
