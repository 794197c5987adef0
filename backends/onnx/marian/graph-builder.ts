import { type FieldValue, floatField, type Message, merge, message } from './protobuf-writer.ts';

/** The tensor types the graphs use, as ONNX numbers them. */
const TENSOR_TYPES = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
type TensorType = keyof typeof TENSOR_TYPES;

/** Operators of ONNX Runtime's own set that join several steps in one; all others are of the ONNX standard. */
const RUNTIME_OPERATORS: readonly string[] = ['MatMulIntegerToFloat', 'MultiHeadAttention'];
const RUNTIME_DOMAIN = 'com.microsoft';

/** Names of sizes (known at run time) or sizes. */
type Shape = readonly (string | number)[];
type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** Builds one ONNX graph in memory. Values are known by the names that the functions give back. */
export interface GraphBuilder {
  input(name: string, type: TensorType, shape: Shape): string;
  output(value: string, name: string, type: TensorType, shape: Shape): void;
  /** A constant tensor; `bytes` are little-endian. */
  constant(type: TensorType, shape: readonly number[], bytes: Uint8Array): string;
  /** A constant of one float. */
  float(value: number): string;
  /** A constant list of 64-bit integers. */
  integers(...values: readonly number[]): string;
  /** One operator with one result; '' stands for an input left out. */
  node(operator: string, inputs: readonly string[], attributes?: Attributes): string;
  /** The model file: ONNX intermediate representation 8, operator set 17. */
  serialize(): Buffer;
}

const IR_VERSION = 8;
const OPSET = 17;

export function createGraphBuilder(name: string): GraphBuilder {
  const parts = { nodes: [] as Message[], constants: [] as Message[], inputs: [] as Message[], outputs: [] as Message[] };
  let names = 0;
  const newName = (): string => `v${names++}`;
  const node = (operator: string, inputs: readonly string[], outputName: string, attributes: Attributes): string => {
    const domain = RUNTIME_OPERATORS.includes(operator) ? RUNTIME_DOMAIN : '';
    const fields = inputs.map((input): [number, FieldValue] => [1, input]);
    const described = Object.entries(attributes).map(([key, value]): [number, FieldValue] => [5, attribute(key, value)]);
    parts.nodes.push(message(...fields, [2, outputName], [4, operator], ...described, [7, domain]));
    return outputName;
  };
  const constant: GraphBuilder['constant'] = (type, shape, bytes) => {
    const constantName = newName();
    const sizes = shape.map((size): [number, FieldValue] => [1, size]);
    parts.constants.push(message(...sizes, [2, TENSOR_TYPES[type]], [8, constantName], [9, bytes]));
    return constantName;
  };
  return {
    constant,
    integers: (...values) => constant('int64', [values.length], Buffer.from(BigInt64Array.from(values, BigInt).buffer)),
    float: (value) => constant('float', [], Buffer.from(Float32Array.of(value).buffer)),
    node: (operator, inputs, attributes = {}) => node(operator, inputs, newName(), attributes),
    input(inputName, type, shape) {
      parts.inputs.push(describeValue(inputName, type, shape));
      return inputName;
    },
    output(value, outputName, type, shape) {
      node('Identity', [value], outputName, {});
      parts.outputs.push(describeValue(outputName, type, shape));
    },
    serialize() {
      const graph = merge(
        ...parts.nodes.map((part) => message([1, part])),
        message([2, name]),
        ...parts.constants.map((part) => message([5, part])),
        ...parts.inputs.map((part) => message([11, part])),
        ...parts.outputs.map((part) => message([12, part])),
      );
      const sets = [message([1, ''], [2, OPSET]), message([1, RUNTIME_DOMAIN], [2, 1])];
      return Buffer.concat(message([1, IR_VERSION], ...sets.map((set): [number, Message] => [8, set]), [7, graph]).parts);
    },
  };
}

/** Whole numbers become integers, others floats: no attribute in use is a float that happens to be whole. */
function attribute(name: string, value: number | readonly number[]): Message {
  if (typeof value !== 'number') return message([1, name], ...value.map((item): [number, number] => [8, item]), [20, 7]);
  if (Number.isInteger(value)) return message([1, name], [3, value], [20, 2]);
  return merge(message([1, name]), floatField(2, value), message([20, 1]));
}

function describeValue(name: string, type: TensorType, shape: Shape): Message {
  const sizes = shape.map((size): [number, Message] => [1, message([typeof size === 'string' ? 2 : 1, size])]);
  return message([1, name], [2, message([1, message([1, TENSOR_TYPES[type]], [2, message(...sizes)])])]);
}
