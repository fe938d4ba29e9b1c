import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { openSessions } from "../../src/onnx/session-pool.ts";
import type { RunningServer } from "../../src/server/server.ts";
import { encodeInferRequest } from "../../src/wire/oip/oip.ts";
import type { Tensor } from "../../src/wire/tensor/tensor.ts";
import { encodeStrings } from "../../src/wire/tensor/tensor-json.ts";
import {
  DIGITS,
  errorOf,
  floats,
  identityFile,
  images,
  postInfer,
  postJson,
  readInfer,
  serve,
} from "./fixture.ts";

let server: RunningServer;
let direct: number[];

beforeAll(async () => {
  server = await serve({
    maxBodyBytes: 100_000,
    models: [
      { name: "digits", path: DIGITS },
      { name: "textenc", path: DIGITS.replace("digits", "textenc") },
      { name: "strings", path: identityFile("BYTES", [-1, 2]) },
      { name: "integers", path: identityFile("INT64", [-1]) },
      { name: "half", path: identityFile("FP16", [-1, -1]) },
      { name: "fixed", path: identityFile("UINT8", [2, 2]) },
    ],
  });
  const pool = await openSessions({
    model: DIGITS,
    instances: 1,
    intraOpThreads: 1,
    executionProvider: "cpu",
  });
  direct = floats((await pool.run(0, [images(3)])).outputs[0]);
  await pool.close();
});

describe("inference", () => {
  it.each([true, false])("gives the logits of a direct session (binary: %s)", async (binary) => {
    const response = await readInfer(await postInfer(server, [images(3)], binary));
    expect(response).toMatchObject({ modelName: "digits", modelVersion: "1" });
    expect(response.outputs[0]).toMatchObject({ name: "logits", datatype: "FP32", shape: [3, 10] });
    for (const [i, logit] of floats(response.outputs[0]).entries())
      expect(logit).toBeCloseTo(direct[i] ?? Number.NaN, 4);
  });

  it("takes a raw request: nothing but the bytes of one item", async () => {
    const response = await fetch(`${server.url}/v2/models/digits/versions/1/infer`, {
      method: "POST",
      headers: { "inference-header-content-length": "0" },
      body: Buffer.from(images(1).data),
    });
    expect((await readInfer(response)).outputs[0]?.shape).toEqual([1, 10]);
  });

  it("takes gzip, and echoes the id", async () => {
    const { headers, body } = encodeInferRequest({ id: "seven", inputs: [images(1)], binary: true });
    const response = await fetch(`${server.url}/v2/models/digits/infer`, {
      method: "POST",
      headers: { ...headers, "content-encoding": "gzip" },
      body: gzipSync(body),
    });
    expect((await readInfer(response)).id).toBe("seven");
  });

  it("serves a model with two inputs and an open sequence length", async () => {
    const ids = (values: readonly number[], shape: readonly number[]): readonly Tensor[] =>
      ["input_ids", "attention_mask"].map((name, i) => ({
        name,
        datatype: "INT64",
        shape,
        data: new Uint8Array(BigInt64Array.from(values.map((value) => BigInt(i === 0 ? value : 1))).buffer),
      }));
    const embed = async (inputs: readonly Tensor[]) =>
      floats((await readInfer(await postInfer(server, inputs, true, "textenc"))).outputs[0]);
    const both = await embed(ids([5, 6, 7, 8, 9, 10], [2, 3]));
    const [first, second] = await Promise.all([
      embed(ids([5, 6, 7], [1, 3])),
      embed(ids([8, 9, 10], [1, 3])),
    ]);
    expect(both).toHaveLength(2 * 192);
    for (const [i, value] of [...(first ?? []), ...(second ?? [])].entries())
      expect(both[i]).toBeCloseTo(value, 3);
  });

  it("answers 500 where the model itself fails", async () => {
    const inputs = { name: "input_ids", datatype: "INT64", shape: [1, 1], data: [1_000_000] };
    const mask = { name: "attention_mask", datatype: "INT64", shape: [1, 1], data: [1] };
    const response = await postJson(server, "/v2/models/textenc/infer", { inputs: [inputs, mask] });
    expect(await errorOf(response)).toMatchObject({
      status: 500,
      error: expect.stringMatching(/^execution failed: /),
    });
  });

  it("keeps every digit of INT64 in JSON", async () => {
    const x = '{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[9007199254740993]}]}';
    expect(await (await postJson(server, "/v2/models/integers/infer", x)).text()).toContain(
      '"data":[9007199254740993]',
    );
  });

  it("splits strings between requests that ran as one batch", async () => {
    const request = (word: string) =>
      postInfer(
        server,
        [{ name: "x", datatype: "BYTES", shape: [1, 2], data: encodeStrings([word, "!"], "x") }],
        false,
        "strings",
      );
    const words = ["a", "bb", "ccc", "", "naïve"];
    const answers = await Promise.all(
      words.map(async (word) => (await readInfer(await request(word))).outputs[0]?.data),
    );
    expect(answers).toEqual(words.map((word) => encodeStrings([word, "!"], "x")));
  });

  it("does not mix requests of different shapes in one batch", async () => {
    const request = (width: number) =>
      postInfer(
        server,
        [{ name: "x", datatype: "FP16", shape: [1, width], data: new Uint8Array(2 * width).fill(width) }],
        true,
        "half",
      );
    const widths = [1, 2, 2, 3, 1, 2];
    const outputs = await Promise.all(
      widths.map(async (width) => (await readInfer(await request(width))).outputs[0]),
    );
    expect(outputs.map((output) => output?.shape)).toEqual(widths.map((width) => [1, width]));
    expect(outputs.map((output) => output?.data[0])).toEqual(widths);
  });

  it("runs a model without a batch axis one request at a time", async () => {
    const request = (byte: number) =>
      postInfer(
        server,
        [{ name: "x", datatype: "UINT8", shape: [2, 2], data: new Uint8Array(4).fill(byte) }],
        true,
        "fixed",
      );
    const answers = await Promise.all(
      [1, 2, 3].map(async (byte) => (await readInfer(await request(byte))).outputs[0]?.data[0]),
    );
    expect(answers).toEqual([1, 2, 3]);
  });
});

const image = { name: "image", datatype: "FP32", shape: [1, 64], data: new Array<number>(64).fill(0) };

describe("a request that is refused", () => {
  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /the request is not JSON/],
    ["no inputs", { inputs: [] }, /inputs: image is missing/],
    ["an unknown input", { inputs: [{ ...image, name: "x" }] }, /the model has no input x, it has image/],
    ["another datatype", { inputs: [{ ...image, datatype: "FP64" }] }, /expected datatype FP32, found FP64/],
    ["another rank", { inputs: [{ ...image, shape: [64] }] }, /expected shape \[-1, 64\], found \[64\]/],
    [
      "another fixed dimension",
      { inputs: [{ ...image, shape: [2, 32] }] },
      /expected shape \[-1, 64\], found \[2, 32\]/,
    ],
    [
      "an empty batch",
      { inputs: [{ ...image, shape: [0, 64], data: [] }] },
      /batch 0: expected 1 to 32 items/,
    ],
    [
      "too large a batch",
      { inputs: [{ ...image, shape: [33, 64], data: new Array(33 * 64).fill(0) }] },
      /batch 33: expected 1 to 32 items/,
    ],
    ["an unknown output", { inputs: [image], outputs: [{ name: "y" }] }, /the model has no output y/],
    [
      "a value that is no number",
      { inputs: [{ ...image, data: new Array(64).fill("0") }] },
      /inputs\[0\]\.data\[0\]: expected a finite number.*found "0"/,
    ],
  ])("for %s says so with 400", async (_intent, body, message) => {
    const { status, error } = await errorOf(await postJson(server, "/v2/models/digits/infer", body));
    expect(status).toBe(400);
    expect(error).toMatch(message);
  });

  it("has FP16 outputs in JSON as numbers", async () => {
    const head = JSON.stringify({
      inputs: [{ name: "x", datatype: "FP16", shape: [1, 1], parameters: { binary_data_size: 2 } }],
    });
    const response = await fetch(`${server.url}/v2/models/half/infer`, {
      method: "POST",
      headers: { "inference-header-content-length": String(head.length) },
      body: Buffer.concat([Buffer.from(head), Buffer.from([0, 0x3c])]),
    });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('"datatype":"FP16","shape":[1,1],"data":[1]');
  });

  it.each([
    [
      "a raw request of the wrong size",
      { "inference-header-content-length": "0" },
      Buffer.alloc(8),
      400,
      /input image: expected 256 raw bytes, found 8/,
    ],
    [
      "a header length that is no number",
      { "inference-header-content-length": "x" },
      Buffer.alloc(8),
      400,
      /expected a number of bytes, found "x"/,
    ],
    [
      "a body that is not gzip",
      { "content-encoding": "gzip" },
      Buffer.from("zz"),
      400,
      /the body is not gzip data/,
    ],
    [
      "an unknown encoding",
      { "content-encoding": "br" },
      Buffer.from("zz"),
      415,
      /content-encoding br: expected gzip, deflate or none/,
    ],
    ["a body above the limit", {}, Buffer.alloc(100_001), 413, /larger than 100000 bytes/],
    [
      "a body that inflates above the limit",
      { "content-encoding": "gzip" },
      gzipSync(Buffer.alloc(5_000_000)),
      413,
      /larger than 100000 bytes/,
    ],
  ])("for %s", async (_intent, headers, body, status, message) => {
    const response = await fetch(`${server.url}/v2/models/digits/infer`, {
      method: "POST",
      headers: { ...headers },
      body,
    });
    const found = await errorOf(response);
    expect(found.status).toBe(status);
    expect(found.error).toMatch(message);
  });
});
