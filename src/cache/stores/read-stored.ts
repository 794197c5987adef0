/** A value as a database holds it. What is not JSON is as good as garbage: whoever asked finds that out from the value. */
export function readStored(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
