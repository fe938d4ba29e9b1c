import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { beforeAll, describe, expect, it } from "vitest";
import type { Precision } from "./sessions.ts";
import { classify, embed, modelsFolder, openSessions, PRECISIONS, readManifest } from "./sessions.ts";

const MAX_FOLDER_BYTES = 25_000_000;
const SOURCE_IMAGES = 1797;
const ITEM_PIXELS = 64;
const BATCH_SIZE = 32;

/**
 * How many images the measured count may lie from the README's. fp32 sums in another order on another CPU, which
 * can turn at most a tie. For int8, ONNX Runtime picks kernels by CPU (VNNI or not), and for fp16 it picks either
 * half-precision kernels or a round trip through fp32: their last bits differ, and so may an image near a border.
 */
const TOLERANCE_IMAGES: Record<Precision, number> = { fp32: 1, fp16: 3, int8: 3 };

describe("the files of models/", () => {
  it.each(["digits", "textenc"])("%s: sizes and digests are those of model.json", (name) => {
    const { precisions, labelled } = readManifest(name);
    for (const { file, bytes, sha256 } of Object.values(precisions)) {
      const content = readFileSync(join(modelsFolder, name, file));
      expect(content.length, file).toBe(bytes);
      expect(sha256Of(content), file).toBe(sha256);
    }
    if (labelled) {
      expect(sha256Of(readFileSync(join(modelsFolder, name, labelled.images)))).toBe(labelled.imagesSha256);
      expect(sha256Of(readFileSync(join(modelsFolder, name, labelled.labels)))).toBe(labelled.labelsSha256);
    }
  });

  it("stay within 25 MB together", () => {
    const paths = readdirSync(modelsFolder, { recursive: true, encoding: "utf8" });
    const total = paths
      .map((path) => statSync(join(modelsFolder, path)))
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + entry.size, 0);
    expect(total).toBeLessThanOrEqual(MAX_FOLDER_BYTES);
  });
});

describe("digits", () => {
  const { labelled, split } = readManifest("digits");
  if (!labelled || !split) throw new Error("digits must describe its held-out images");
  const images = new Uint8Array(readFileSync(join(modelsFolder, "digits", labelled.images)));
  const labels = new Uint8Array(readFileSync(join(modelsFolder, "digits", labelled.labels)));
  const readme = readAccuracyTable();
  const answers = {} as Record<Precision, number[]>;
  let sessions: Record<Precision, InferenceSession>;

  beforeAll(async () => {
    sessions = await openSessions("digits");
    for (const precision of PRECISIONS) {
      answers[precision] = await classifyAll(sessions[precision], images);
    }
  });

  const rightAnswers = (precision: Precision) =>
    answers[precision].filter((answer, index) => answer === labels[index]).length;

  it("holds out at least half of the source's images, and ships all of them", () => {
    expect(split.trained + split.heldOut).toBe(SOURCE_IMAGES);
    expect(split.heldOut).toBeGreaterThanOrEqual(SOURCE_IMAGES / 2);
    expect(labelled.count).toBe(split.heldOut);
    expect(labels.length).toBe(labelled.count);
    expect(images.length).toBe(labelled.count * ITEM_PIXELS);
    expect(Math.max(...images)).toBe(16);
    expect(new Set(labels).size).toBe(10);
  });

  it.each(PRECISIONS)("%s: measured held-out accuracy is the README's", (precision) => {
    const stated = readme[precision];
    expect(stated.count).toBe(labels.length);
    expect(((100 * stated.right) / stated.count).toFixed(stated.decimals)).toBe(stated.percent);
    expect(Math.abs(rightAnswers(precision) - stated.right)).toBeLessThanOrEqual(TOLERANCE_IMAGES[precision]);
  });

  it("loses less than one percentage point to fp16 and to int8", () => {
    const limitImages = labels.length / 100;
    for (const precision of ["fp16", "int8"] as const) {
      expect(Math.abs(rightAnswers(precision) - rightAnswers("fp32"))).toBeLessThan(limitImages);
    }
  });

  it.each(PRECISIONS)("%s: the batch axis is dynamic", async (precision) => {
    for (const count of [1, 3, 32]) {
      const rows = await classify(sessions[precision], images.subarray(0, count * ITEM_PIXELS));
      expect(rows.map((row) => row.length)).toEqual(Array(count).fill(10));
    }
  });

  it("fp32: an image's logits do not depend on the rest of its batch", async () => {
    const together = await classify(sessions.fp32, images.subarray(0, BATCH_SIZE * ITEM_PIXELS));
    for (const [index, row] of together.entries()) {
      const [alone] = await classify(sessions.fp32, imageAt(images, index));
      expect(largestDifference(row, alone)).toBeLessThan(1e-3);
    }
  });

  // Dynamic quantisation scales a whole activation tensor by its largest value, and the tensor spans the batch:
  // int8 logits do depend on the batch, by design. What must survive is the answer, bar an image near a border.
  it("int8: an image's answer hardly depends on the rest of its batch", async () => {
    let agreed = 0;
    for (let index = 0; index < BATCH_SIZE; index++) {
      const [alone] = await classify(sessions.int8, imageAt(images, index));
      agreed += alone && argmax(alone) === answers.int8[index] ? 1 : 0;
    }
    expect(agreed).toBeGreaterThanOrEqual(BATCH_SIZE - 1);
  });
});

describe("textenc", () => {
  let sessions: Record<Precision, InferenceSession>;
  beforeAll(async () => {
    sessions = await openSessions("textenc");
  });

  it.each(PRECISIONS)("%s: batch and sequence axes are dynamic", async (precision) => {
    for (const batch of [1, 3, 32]) {
      for (const length of [1, 7, 64]) {
        const rows = await embed(sessions[precision], tokenRows(batch, length));
        expect(rows.map((row) => row.length)).toEqual(Array(batch).fill(192));
        expect(rows.every((row) => row.every(Number.isFinite))).toBe(true);
      }
    }
  });

  it("fp32: padding leaves an embedding as it was, whatever tokens pad it", async () => {
    const [row = []] = tokenRows(1, 7);
    const [bare] = await embed(sessions.fp32, [row]);
    const padWith = (token: number) => [...row, ...Array<number>(25).fill(token)];
    for (const padded of await embed(sessions.fp32, [padWith(0), padWith(999)], [7, 7])) {
      expect(largestDifference(padded, bare)).toBeLessThan(1e-4);
    }
  });

  it("gives different texts clearly different embeddings", async () => {
    const [first, second] = await embed(sessions.fp32, tokenRows(2, 7));
    expect(cosine(first, second)).toBeLessThan(0.9);
  });

  it.each(["fp16", "int8"] as const)("%s: points where fp32 points", async (precision) => {
    for (const length of [1, 7, 64]) {
      const rows = tokenRows(8, length);
      const exact = await embed(sessions.fp32, rows);
      const rounded = await embed(sessions[precision], rows);
      for (const [index, row] of exact.entries()) {
        expect(cosine(row, rounded[index])).toBeGreaterThanOrEqual(0.99);
      }
    }
  });
});

interface StatedAccuracy {
  readonly right: number;
  readonly count: number;
  readonly percent: string;
  readonly decimals: number;
}

/** Reads rows such as "| fp32 | 892/901 | 99.00 % |" of the README's accuracy table. */
function readAccuracyTable(): Record<Precision, StatedAccuracy> {
  const readme = readFileSync(join(modelsFolder, "README.md"), "utf8");
  const rowOf = (precision: Precision): StatedAccuracy => {
    const pattern = new RegExp(`^\\| ${precision} \\| (\\d+)/(\\d+) \\| (\\d+\\.(\\d+)) % \\|`, "m");
    const [, right, count, percent = "", decimals = ""] = readme.match(pattern) ?? [];
    if (!right) throw new Error(`models/README.md states no accuracy for ${precision}`);
    return { right: Number(right), count: Number(count), percent, decimals: decimals.length };
  };
  return { fp32: rowOf("fp32"), fp16: rowOf("fp16"), int8: rowOf("int8") };
}

async function classifyAll(session: InferenceSession, images: Uint8Array): Promise<number[]> {
  const answers: number[] = [];
  const batchPixels = BATCH_SIZE * ITEM_PIXELS;
  for (let start = 0; start < images.length; start += batchPixels) {
    const rows = await classify(session, images.subarray(start, start + batchPixels));
    answers.push(...rows.map(argmax));
  }
  return answers;
}

function imageAt(images: Uint8Array, index: number): Uint8Array {
  return images.subarray(index * ITEM_PIXELS, (index + 1) * ITEM_PIXELS);
}

/** Rows of valid token ids, different in each row; 1800 is the vocabulary, 7919 a prime. */
function tokenRows(batch: number, length: number): number[][] {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length }, (_, place) => ((row * length + place) * 7919 + 13) % 1800),
  );
}

function argmax(row: Float32Array): number {
  return row.indexOf(Math.max(...row));
}

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return Number.NaN;
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
