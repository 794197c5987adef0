import { Tensor } from 'onnxruntime-node';

/**
 * The rows of `kept` (ascending places in the first dimension) as a tensor over the same memory: only rows that move are
 * copied, and the tensor that came in is used up.
 */
export function keepRows(tensor: Tensor, kept: readonly number[]): Tensor {
  const data = tensor.data;
  if (!(data instanceof Float32Array || data instanceof Int32Array))
    throw new TypeError(`Rows of ${tensor.type} cannot be kept.`);
  const size = tensor.size / (tensor.dims[0] ?? 1);
  for (const [to, from] of kept.entries()) if (to !== from) data.copyWithin(to * size, from * size, (from + 1) * size);
  return new Tensor(tensor.type, data.subarray(0, kept.length * size), [kept.length, ...tensor.dims.slice(1)]);
}
