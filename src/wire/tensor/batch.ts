import { bytesPerElement, skipByteElements, type Tensor } from "./tensor.ts";

/**
 * Joins the tensors of several requests, which differ in the first dimension only, into one tensor. It starts its own
 * buffer, so that it can be transferred to a session thread and read there as a typed array.
 */
export function concatenate(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (first === undefined) throw new RangeError("a batch has at least one request");
  let bytes = 0;
  let rows = 0;
  for (const part of parts) {
    bytes += part.data.length;
    rows += part.shape[0] ?? 0;
  }
  const data = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const shape = parts.length === 1 ? first.shape : [rows, ...first.shape.slice(1)];
  return { name: first.name, datatype: first.datatype, shape, data };
}

/**
 * Splits a result along its first dimension into `rows[i]` rows for the i-th request; views, no copies.
 * Throws when the model did not return one row per item.
 */
export function split(tensor: Tensor, rows: readonly number[]): Tensor[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (tensor.shape[0] !== total) {
    throw new Error(`output ${tensor.name} has shape [${tensor.shape.join(", ")}], expected ${total} rows`);
  }
  const inner = tensor.shape.slice(1);
  const elementsPerRow = inner.reduce((product, size) => product * size, 1);
  const elementBytes = bytesPerElement(tensor.datatype);
  let at = 0;
  return rows.map((count) => {
    const elements = count * elementsPerRow;
    const end =
      elementBytes === undefined
        ? skipByteElements(tensor.data, at, elements, tensor.name)
        : at + elements * elementBytes;
    const data = tensor.data.subarray(at, end);
    at = end;
    return { name: tensor.name, datatype: tensor.datatype, shape: [count, ...inner], data };
  });
}
