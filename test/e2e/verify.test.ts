import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { type RunOptionsInput, run } from "plimsoll";
import { expect, onTestFinished, test } from "vitest";
import { decodeInferRequest, encodeInferResponse } from "../../src/wire/oip/oip.ts";
import { startTfservingGrpc } from "../targets/tfserving-grpc-server.ts";
import { startTfserving } from "../targets/tfserving-server.ts";
import { tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** Held-out images that are sent. */
const IMAGES = 901;
const IMAGE = 64;
const CLASSES = 10;

/** A request that a model server has read, and how it answers it. */
interface Call {
  readonly image: Float32Array;
  answer(scores: ArrayLike<number>): void;
}

/** A server of a model "digits" in Open Inference over HTTP: `serve` gets every inference. */
async function digitsServer(binary: boolean, serve: (call: Call) => void): Promise<string> {
  const documents: Readonly<Record<string, object>> = {
    "/v2": { name: "fake", version: "1", extensions: binary ? ["binary_tensor_data"] : [] },
    "/v2/models/digits/ready": {},
    "/v2/models/digits": {
      name: "digits",
      versions: ["1"],
      platform: "test",
      inputs: [{ name: "image", datatype: "FP32", shape: [-1, IMAGE] }],
      outputs: [{ name: "logits", datatype: "FP32", shape: [-1, CLASSES] }],
    },
  };
  return httpServer((request: IncomingMessage, response: ServerResponse) => {
    const document = documents[request.url ?? ""];
    if (document !== undefined) return void response.end(JSON.stringify(document));
    if (request.method === "GET") return void response.writeHead(404).end();
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const header = request.headers["inference-header-content-length"];
      const { inputs } = decodeInferRequest(
        header === undefined ? undefined : Number(header),
        Buffer.concat(parts),
      );
      const image = new Float32Array(new Uint8Array(inputs[0]?.data ?? []).buffer);
      serve({
        image,
        answer(scores) {
          const data = new Uint8Array(Float32Array.from(scores).buffer);
          const logits = {
            name: "logits",
            datatype: "FP32" as const,
            shape: [data.length / 4 / CLASSES, CLASSES],
            data,
          };
          const { headers, body } = encodeInferResponse(
            { modelName: "digits", modelVersion: "1", id: undefined, outputs: [logits] },
            () => binary,
          );
          response.writeHead(200, headers).end(body);
        },
      });
    });
  });
}

/** Some function of the image that no two images share. */
const scoresOf = (image: Float32Array) =>
  Array.from({ length: CLASSES }, (_, k) =>
    image.reduce((sum, value, i) => sum + value * Math.sin(k + i * i), 0.5),
  );

/** A pool of few requests, of 8 images each. */
const FEW: RunOptionsInput = { batch: 8, repetition: "drift" };

const verified = (url: string | undefined, options: RunOptionsInput) =>
  run({
    scenario: "steady",
    ...(options.concurrency === undefined ? { rate: 300 } : {}),
    duration: "0.5s",
    warmup: "0s",
    out: tempFolder(),
    ...(url === undefined ? {} : { url, model: "digits" }),
    ...options,
  });

test.each([
  { as: "binary tensors", binary: true },
  { as: "JSON", binary: false },
])("--verify reference finds a server that swaps the answers of a batch ($as)", async ({ binary }) => {
  let waiting: Call | undefined;
  let calls = 0;
  let swapped = 0;
  const url = await digitsServer(binary, (call) => {
    // One request while it is prepared, each image alone, and the first once more: no other will come to wait for.
    if (++calls <= 1 + IMAGES + 1) return call.answer(scoresOf(call.image));
    if (waiting !== undefined) {
      // Two requests in one batch: each gets what the other should have had.
      const other = waiting;
      waiting = undefined;
      if (!other.image.every((value, i) => value === call.image[i])) swapped += 2;
      other.answer(scoresOf(call.image));
      return call.answer(scoresOf(other.image));
    }
    waiting = call;
    setTimeout(() => {
      if (waiting !== call) return;
      waiting = undefined;
      call.answer(scoresOf(call.image));
    }, 2);
  });
  const { result } = await verified(url, { verify: "reference" });
  expect(swapped).toBeGreaterThan(0);
  expect(result.requests.failures).toEqual([
    {
      outcome: "wrong",
      failure: "response-value",
      status: 200,
      count: swapped,
      example: expect.stringMatching(
        /^output logits has \S+ at position 0, and had \S+ when this request was asked alone$/,
      ),
    },
  ]);
  expect(result.requests.ok + swapped).toBe(result.requests.scheduled);
  expect(result.verify).toBe("reference");
});

test("--verify reference leaves a server alone that rounds in a larger batch, in a closed loop too", async () => {
  let calls = 0;
  const url = await digitsServer(true, ({ image, answer }) => {
    const scores = scoresOf(image);
    const most = Math.max(...scores.map(Math.abs));
    calls++;
    answer(scores.map((score) => score + (calls % 3) * 1e-4 * most));
  });
  const { result } = await verified(url, { verify: "reference", concurrency: "2" });
  expect(result.requests.failures).toEqual([]);
  expect(result.requests.ok).toBeGreaterThan(0);
  expect(result.load.driver).toMatch(/^plimsoll/);
});

test("--verify reference refuses a server that answers at random, before any load", async () => {
  let calls = 0;
  const url = await digitsServer(true, ({ answer }) => {
    calls++;
    answer(Array.from({ length: CLASSES }, (_, k) => Math.sin(k + calls)));
  });
  await expect(verified(url, { verify: "reference" })).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining(
      '"digits" does not answer the same request alike, even alone: output logits has',
    ),
  });
});

test("--verify labels counts what the server got right, alone and under load, against the labels", async () => {
  const folder = join(import.meta.dirname, "../../models/digits");
  const images = readFileSync(join(folder, "test-images.u8"));
  const labels = readFileSync(join(folder, "test-labels.u8"));
  const labelOf = new Map<string, number>();
  for (const [item, label] of labels.entries())
    labelOf.set(images.subarray(item * IMAGE, (item + 1) * IMAGE).join(), label);
  // One request while it is prepared, and each image alone; all after that is the load.
  const before = 1 + IMAGES;
  const found = { calls: 0, checked: 0, right: 0, rightAlone: 0, differing: 0 };
  const different = new Set<string>();
  const url = await digitsServer(true, ({ image, answer }) => {
    const key = image.join();
    const label = labelOf.get(key) ?? Number.NaN;
    // It never knows a 3, and under load mistakes every fourth.
    const alone = label === 3 ? 5 : label;
    found.calls++;
    const isLoad = found.calls > before;
    const said = isLoad && found.calls % 4 === 0 ? (alone + 1) % CLASSES : alone;
    if (isLoad) {
      different.add(key);
      found.checked++;
      if (said === label) found.right++;
      if (alone === label) found.rightAlone++;
      if (said !== alone) found.differing++;
    }
    answer(Array.from({ length: CLASSES }, (_, k) => (k === said ? 2 : 1 / (k + 2))));
  });
  const { result } = await verified(url, { verify: "labels" });
  expect(result.requests.ok).toBe(result.requests.scheduled);
  expect(found.differing).toBeGreaterThan(0);
  expect(result.accuracy).toMatchObject({
    checked: found.checked,
    right: found.right,
    share: found.right / found.checked,
    beforeLoad: found.rightAlone / found.checked,
    differing: found.differing,
    differentItems: different.size,
  });
});

test("the embedded server is its own reference, with int8 too, and its labels are mostly right", async () => {
  const quick: RunOptionsInput = { maxDelay: "0ms", ...FEW };
  const int8 = await verified(undefined, { ...quick, verify: "reference", precision: "int8" });
  expect(int8.result.requests).toMatchObject({ failures: [], failed: 0 });
  const { result } = await verified(undefined, { ...quick, verify: "labels" });
  expect(result.accuracy).toMatchObject({ checked: 8 * result.requests.ok, differing: 0 });
  expect(result.accuracy?.share).toBe(result.accuracy?.beforeLoad);
  expect(result.accuracy?.share).toBeGreaterThan(0.9);
});

test("--verify reference reads the answers of TensorFlow Serving, over REST and gRPC", async () => {
  const rest = await startTfserving();
  onTestFinished(() => rest.close());
  const grpc = await startTfservingGrpc();
  onTestFinished(() => grpc.close());
  for (const options of [
    { target: "tfserving-rest", url: `http://${rest.host}`, model: "pair" },
    { target: "tfserving-grpc", url: `grpc://127.0.0.1:${grpc.port}`, model: "m" },
  ] as const) {
    const { result } = await verified(options.url, { ...options, verify: "reference" });
    expect(result.requests).toMatchObject({ failures: [], failed: 0 });
  }
});

test.each<[string, RunOptionsInput, RegExp]>([
  ["requests that shall be new", { verify: "reference", repetition: "unique" }, /repetition unique/],
  ["an answer without values", { verify: "labels", target: "http-json" }, /--verify would do nothing/],
  [
    "a driver that does not tell",
    { verify: "labels", concurrency: "2", driver: "autocannon", ...FEW },
    /which request an answer is for/,
  ],
])("refuses --verify for %s", async (_, options, message) => {
  const url = await digitsServer(true, ({ image, answer }) =>
    answer(new Array((image.length / IMAGE) * CLASSES).fill(0.5)),
  );
  await expect(verified(url, options)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});

test("refuses --verify labels where nobody knows the labels", async () => {
  await expect(verified(undefined, { verify: "labels", model: "textenc" })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/labels are known.*"textenc"/),
  });
});
