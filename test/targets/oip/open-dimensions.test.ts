import { describe, expect, it, onTestFinished } from "vitest";
import { generatedPayloads } from "../../../src/payloads/generated.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import { oipGrpc } from "../../../src/targets/oip/oip-grpc.ts";
import { oipHttp } from "../../../src/targets/oip/oip-http.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import {
  contextFor,
  GOOD_ROUTES,
  inferAnswer,
  json,
  MODEL,
  output,
  SERVER,
  serveRoutes,
} from "../fake-server.ts";
import { OUTPUT, startGrpcServer } from "../grpc-server.ts";

// A dimension that the metadata leaves open may be the batch, or what was found: boxes, words, segments.

const rowsOf = (rows: number, columns = 2) =>
  output({ shape: [rows, columns], data: new Uint8Array(rows * columns * 4) });

const itemsOf = (items: number): Partial<TargetContext> => ({
  payloadsFor: (model, inputs) =>
    generatedPayloads({
      model,
      inputs,
      items,
      count: 2,
      seed: 1,
      lengths: { kind: "fixed", length: 4 },
      hints: {},
    }),
});

const TRITON = ["model_configuration"];

/** Prepares with a first answer of `first` rows, and judges the following ones; a refusal is its message. */
async function judge(
  items: number,
  first: number,
  later: readonly number[],
  { maxBatch = null as number | null, binary = false, columns = 2 } = {},
) {
  let rows = first;
  const extensions = [...(maxBatch === null ? [] : TRITON), ...(binary ? ["binary_tensor_data"] : [])];
  const server = await serveRoutes({
    ...GOOD_ROUTES,
    "GET /v2": json({ ...SERVER, extensions }),
    "GET /v2/models/m/config": json({ name: "m", max_batch_size: maxBatch }),
    "POST /v2/models/m/infer": () => inferAnswer([rowsOf(rows, columns)], binary),
  });
  onTestFinished(() => server.close());
  const { requests, expected } = await oipHttp.prepare(contextFor(server, itemsOf(items)));
  const outcomes: string[] = [];
  for (rows of later) {
    const response = await exchange(server.address, requests[0] as HttpRequest, "1.1", 5000);
    outcomes.push(oipHttp.classify(response, structuredClone(expected)).outcome);
  }
  return outcomes;
}

describe.each([false, true])("over HTTP, binary: %s", (binary) => {
  it("a detector may find any number, none as well, whatever it found first", async () => {
    for (const first of [3, 1, 0])
      expect(await judge(1, first, [0, 1, 3, 300], { binary })).toEqual(["ok", "ok", "ok", "ok"]);
  });

  it("several items of which each has its row make the rows the batch: fewer or more are wrong", async () => {
    expect(await judge(4, 4, [4, 3, 0, 5], { binary })).toEqual(["ok", "wrong", "wrong", "wrong"]);
  });

  it("more rows than items are what was found", async () => {
    expect(await judge(2, 7, [7, 2, 0], { binary })).toEqual(["ok", "ok", "ok"]);
  });

  it("fewer rows than items are refused: they may be cut", async () => {
    await expect(judge(4, 3, [], { binary })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("has shape [3,2], the metadata says [-1,2] and the batch was 4"),
    });
  });

  it("a model that the server batches gives each item its row, one item too", async () => {
    const triton = { maxBatch: 8, binary };
    expect(await judge(1, 1, [1, 0, 2], triton)).toEqual(["ok", "wrong", "wrong"]);
    await expect(judge(1, 3, [], triton)).rejects.toMatchObject({ exitCode: 4 });
    expect(await judge(1, 3, [0, 5], { ...triton, maxBatch: 0 })).toEqual(["ok", "ok"]);
  });

  it("a fixed dimension stays what it is", async () => {
    await expect(judge(1, 3, [], { binary, columns: 3 })).rejects.toMatchObject({ exitCode: 4 });
  });
});

it("over HTTP, an answer of the same length and another shape is wrong", async () => {
  let answer = inferAnswer([rowsOf(2)], true);
  const server = await serveRoutes({
    ...GOOD_ROUTES,
    "GET /v2": json({ ...SERVER, extensions: ["binary_tensor_data"] }),
    "GET /v2/models/m": json({ ...MODEL, outputs: [{ name: "y", datatype: "FP32", shape: [2, 2] }] }),
    "POST /v2/models/m/infer": () => answer,
  });
  onTestFinished(() => server.close());
  const { requests, expected } = await oipHttp.prepare(contextFor(server));
  answer = inferAnswer([output({ shape: [4, 1], data: new Uint8Array(16) })], true);
  const response = await exchange(server.address, requests[0] as HttpRequest, "1.1", 5000);
  expect(oipHttp.classify(response, expected)).toMatchObject({
    outcome: "wrong",
    message: "found outputs y FP32 [4,1]",
  });
});

describe("over gRPC", () => {
  const served = async (shapes: readonly number[][], extensions: readonly string[] = []) => {
    let asked = 0;
    const server = await startGrpcServer({
      ServerMetadata: (_, answer) => answer(null, { name: "fake", version: "1", extensions }),
      ModelInfer: (_, answer) => {
        const shape = shapes[asked++] ?? [];
        const bytes = shape.reduce((product, size) => product * size, 4);
        answer(null, { outputs: [{ ...OUTPUT, shape }], raw_output_contents: [Buffer.alloc(bytes)] });
      },
    });
    onTestFinished(() => server.close());
    const address = { hostname: "127.0.0.1", port: server.port };
    const context = contextFor({ address, host: `127.0.0.1:${server.port}` } as TestServer, itemsOf(1));
    const { requests, expected } = await oipGrpc.prepare(context);
    const outcomes: string[] = [];
    for (const _ of shapes.slice(1)) {
      const response = await exchange(address, requests[0] as HttpRequest, "2", 5000);
      outcomes.push(oipGrpc.classify(response, structuredClone(expected)).outcome);
    }
    return outcomes;
  };

  it("a detector may find any number, none as well", async () => {
    expect(
      await served([
        [3, 2],
        [0, 2],
        [9, 2],
      ]),
    ).toEqual(["ok", "ok"]);
  });

  it("an answer of the same length and another shape is wrong", async () => {
    expect(
      await served([
        [2, 2],
        [4, 1],
        [2, 2],
      ]),
    ).toEqual(["wrong", "ok"]);
  });
});
