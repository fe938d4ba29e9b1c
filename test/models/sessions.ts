import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";

export const modelsFolder = fileURLToPath(new URL("../../models/", import.meta.url));

export const PRECISIONS = ["fp32", "fp16", "int8"] as const;
export type Precision = (typeof PRECISIONS)[number];

export interface ModelManifest {
  readonly name: string;
  readonly weights: "trained" | "synthetic";
  readonly precisions: Readonly<Record<Precision, { file: string; bytes: number; sha256: string }>>;
  readonly labelled?: {
    readonly images: string;
    readonly imagesSha256: string;
    readonly labels: string;
    readonly labelsSha256: string;
    readonly count: number;
    readonly itemShape: readonly number[];
  };
  readonly split?: { readonly trained: number; readonly heldOut: number };
}

export function readManifest(name: string): ModelManifest {
  return JSON.parse(readFileSync(join(modelsFolder, name, "model.json"), "utf8")) as ModelManifest;
}

/** One session per precision, single-threaded: the figures then do not depend on the number of cores. */
export async function openSessions(name: string): Promise<Record<Precision, InferenceSession>> {
  const { precisions } = readManifest(name);
  const open = (precision: Precision) =>
    InferenceSession.create(join(modelsFolder, name, precisions[precision].file), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    });
  return { fp32: await open("fp32"), fp16: await open("fp16"), int8: await open("int8") };
}

/** Runs `digits` on rows of 64 pixels and returns one row of 10 logits per image. */
export async function classify(session: InferenceSession, pixels: Uint8Array): Promise<Float32Array[]> {
  const image = new Tensor("float32", Float32Array.from(pixels), [pixels.length / 64, 64]);
  return rowsOf((await session.run({ image })).logits);
}

/** Runs `textenc` on token rows of one length; `lengths` says how many of each row's positions are not padding. */
export async function embed(
  session: InferenceSession,
  rows: readonly (readonly number[])[],
  lengths: readonly number[] = rows.map((row) => row.length),
): Promise<Float32Array[]> {
  const shape = [rows.length, rows[0]?.length ?? 0];
  const ids = rows.flat().map(BigInt);
  const mask = rows.flatMap((row, index) => row.map((_, place) => (place < (lengths[index] ?? 0) ? 1n : 0n)));
  const result = await session.run({
    input_ids: new Tensor("int64", BigInt64Array.from(ids), shape),
    attention_mask: new Tensor("int64", BigInt64Array.from(mask), shape),
  });
  return rowsOf(result.embedding);
}

function rowsOf(tensor: Tensor | undefined): Float32Array[] {
  if (!tensor || !(tensor.data instanceof Float32Array)) {
    throw new Error("the model did not answer with a float32 tensor");
  }
  const data = tensor.data;
  const [count = 0, width = 0] = tensor.dims;
  return Array.from({ length: count }, (_, row) => data.slice(row * width, (row + 1) * width));
}
