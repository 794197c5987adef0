/** Finds the external data files that an ONNX model names, by walking its protobuf wire format. */

/** Field numbers of the ONNX schema that lead from a model to its tensors: through graphs, nodes, attributes and functions. */
const PATHS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 25: 'function' },
  function: { 7: 'node' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
};
const MAX_DEPTH = 64;

interface Field {
  number: number;
  /** Only length-delimited fields have content. */
  content?: Buffer;
}

function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let place = start, scale = 1; place < Math.min(bytes.length, start + 10); place++, scale *= 128) {
    const byte = bytes[place] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: place + 1 };
  }
  throw new Error('is not a valid ONNX file');
}

function* fields(bytes: Buffer): Generator<Field> {
  let place = 0;
  while (place < bytes.length) {
    const tag = readVarint(bytes, place);
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (wireType === 0) place = readVarint(bytes, tag.end).end;
    else if (wireType === 1) place = tag.end + 8;
    else if (wireType === 5) place = tag.end + 4;
    else if (wireType === 2) {
      const { value: length, end } = readVarint(bytes, tag.end);
      place = end + length;
      if (place > bytes.length) throw new Error('is cut off');
      yield { number, content: bytes.subarray(end, place) };
    } else throw new Error('is not a valid ONNX file');
  }
}

/** The value of a string pair (field 1 the key, field 2 the value) whose key is `location`. */
function locationOf(entry: Buffer): string | undefined {
  const pair = new Map([...fields(entry)].map(({ number, content }) => [number, content?.toString()]));
  return pair.get(1) === 'location' ? (pair.get(2) ?? '') : undefined;
}

function* walk(bytes: Buffer, kind: string, depth: number): Generator<string> {
  if (depth > MAX_DEPTH) throw new Error('is nested too deep');
  for (const { number, content } of fields(bytes)) {
    const next = PATHS[kind]?.[number];
    if (!next || !content) continue;
    if (next !== 'entry') yield* walk(content, next, depth + 1);
    else {
      const location = locationOf(content);
      if (location !== undefined) yield location;
    }
  }
}

/** The files an ONNX model reads its weights from, as written in it. Throws where the bytes are not a protobuf message. */
export function externalDataPaths(model: Buffer): readonly string[] {
  return [...new Set(walk(model, 'model', 0))];
}
