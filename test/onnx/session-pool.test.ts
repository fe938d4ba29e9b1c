import { afterEach, describe, expect, it } from "vitest";
import { openSessions, type SessionOptions, type SessionPool } from "../../src/onnx/session-pool.ts";
import type { Tensor } from "../../src/wire/tensor/tensor.ts";
import { encodeStrings } from "../../src/wire/tensor/tensor-json.ts";
import { type IdentityDatatype, identityModel } from "./identity-model.ts";

const opened: SessionPool[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pool) => pool.close()));
});

async function open(
  model: SessionOptions["model"],
  changes: Partial<SessionOptions> = {},
): Promise<SessionPool> {
  const pool = await openSessions({
    model,
    instances: 1,
    intraOpThreads: 1,
    executionProvider: "cpu",
    ...changes,
  });
  opened.push(pool);
  return pool;
}

const CONTENT: readonly (readonly [IdentityDatatype, () => Uint8Array])[] = [
  ["BOOL", () => Uint8Array.of(1, 0)],
  ["UINT8", () => Uint8Array.of(0, 255)],
  ["UINT16", () => new Uint8Array(Uint16Array.of(0, 65_535).buffer)],
  ["UINT32", () => new Uint8Array(Uint32Array.of(0, 4_294_967_295).buffer)],
  ["UINT64", () => new Uint8Array(BigUint64Array.of(0n, 2n ** 64n - 1n).buffer)],
  ["INT8", () => new Uint8Array(Int8Array.of(-128, 127).buffer)],
  ["INT16", () => new Uint8Array(Int16Array.of(-32_768, 32_767).buffer)],
  ["INT32", () => new Uint8Array(Int32Array.of(-1, 2_147_483_647).buffer)],
  ["INT64", () => new Uint8Array(BigInt64Array.of(-(2n ** 63n), 2n ** 53n + 1n).buffer)],
  ["FP16", () => new Uint8Array(Uint16Array.of(0x3c00, 0xfc00).buffer)],
  ["FP32", () => new Uint8Array(Float32Array.of(1.5, Number.NaN).buffer)],
  ["FP64", () => new Uint8Array(Float64Array.of(Math.PI, -0).buffer)],
  ["BYTES", () => encodeStrings(["", "naïve \u{1f6a2}"], "x")],
];

describe("openSessions", () => {
  it.each(CONTENT)("carries %s through a session bit by bit", async (datatype, content) => {
    const pool = await open(identityModel(datatype, [-1]));
    expect(pool.metadata.inputs).toEqual([{ name: "x", datatype, shape: [-1] }]);
    const { outputs, startedMs, endedMs } = await pool.run(0, [
      { name: "x", datatype, shape: [2], data: content() },
    ]);
    expect(outputs).toEqual([{ name: "y", datatype, shape: [2], data: content() }]);
    expect(endedMs).toBeGreaterThanOrEqual(startedMs);
  });

  it("answers runs of two instances, each in its own order", async () => {
    const pool = await open(identityModel("UINT8", [-1, 2]), { instances: 2 });
    const input = (byte: number): Tensor => ({
      name: "x",
      datatype: "UINT8",
      shape: [1, 2],
      data: Uint8Array.of(byte, byte),
    });
    const results = await Promise.all([1, 2, 3, 4].map((byte) => pool.run(byte % 2, [input(byte)])));
    expect(results.map(({ outputs }) => outputs[0]?.data[0])).toEqual([1, 2, 3, 4]);
  });

  it("runs one after the other on one instance, and counts no waiting as computing", async () => {
    const pool = await open(identityModel("UINT8", [-1]));
    const input = () => ({ name: "x", datatype: "UINT8" as const, shape: [1e6], data: new Uint8Array(1e6) });
    const runs = await Promise.all([1, 2, 3, 4].map(() => pool.run(0, [input()])));
    for (const [i, { startedMs }] of runs.entries())
      expect(startedMs).toBeGreaterThanOrEqual(runs[i - 1]?.endedMs ?? 0);
  });

  it("rejects a run that the model refuses, and runs the next", async () => {
    const pool = await open(identityModel("UINT8", [2]));
    const run = (bytes: number) =>
      pool.run(0, [{ name: "x", datatype: "UINT8", shape: [bytes], data: new Uint8Array(bytes) }]);
    await expect(run(3)).rejects.toThrow(/invalid dimensions/i);
    expect((await run(2)).outputs).toHaveLength(1);
    expect(await pool.recover(0)).toBe(true);
  });

  it.each([
    [
      "a file that is not there",
      "/nowhere/model.onnx",
      {},
      /cannot open \/nowhere\/model\.onnx on cpu: .*exist/,
    ],
    ["bytes that are no model", Uint8Array.of(1, 2, 3), {}, /cannot open the model of 3 bytes on cpu/],
    ["an element type without a wire form", identityModel("BF16", [1]), {}, /Unsupported data type/],
  ])("says why for %s", async (_intent, model, changes, message) => {
    await expect(open(model, changes)).rejects.toThrow(message);
  });

  it("names the cure where the GPU provider is not installed", async () => {
    const opening = open(identityModel("FP32", [1]), { executionProvider: "cuda" });
    await expect(opening).rejects.toMatchObject({
      message: expect.stringMatching(/on cuda: .*Failed to load shared library/),
      fix: expect.stringContaining("libonnxruntime_providers_cuda.so"),
    });
  });
});

describe("a session thread that dies", () => {
  const entry = new URL("./crashing-worker.mjs", import.meta.url);
  const input = (): Tensor => ({ name: "x", datatype: "UINT8", shape: [1], data: Uint8Array.of(7) });

  it("rejects its pending runs and is opened again, three times", async () => {
    const pool = await open(new Uint8Array(), { entry });
    for (let life = 0; life < 4; life++) {
      expect((await pool.run(0, [input()])).outputs).toHaveLength(1);
      const pending = await Promise.allSettled([pool.run(0, [input()]), pool.run(0, [input()])]);
      expect(pending.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      await expect(pool.run(0, [input()])).rejects.toThrow(/ended with code 3/);
      expect(await pool.recover(0)).toBe(life < 3);
    }
  });

  it("can be closed while it is being opened again", async () => {
    const pool = await open(new Uint8Array(), { entry });
    await pool.run(0, [input()]);
    await expect(pool.run(0, [input()])).rejects.toThrow();
    const recovering = pool.recover(0);
    await pool.close();
    expect(await recovering).toBe(false);
  });
});
