import { PlimsollError, type RunOptionsInput, run } from "plimsoll";
import { expect, onTestFinished, test } from "vitest";
import { startTfservingGrpc } from "../targets/tfserving-grpc-server.ts";
import { startTfserving } from "../targets/tfserving-server.ts";
import { tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** A run in which every request is answered well; the machine need not let it be valid. */
async function goodRun(options: RunOptionsInput) {
  const quick = { scenario: "steady", duration: "1s", warmup: "0.2s", out: tempFolder() };
  const { result } = await run({ ...quick, ...options });
  expect(result.requests.failures).toEqual([]);
  expect(result.requests.scheduled).toBeGreaterThan(0);
  expect(result.requests.ok).toBe(result.requests.scheduled);
  return result;
}

test("TensorFlow Serving over REST: what was found stands in the result", async () => {
  const server = await startTfserving();
  onTestFinished(() => server.close());
  const { target } = await goodRun({
    target: "tfserving-rest",
    url: `http://${server.host}`,
    model: "pair",
  });
  expect(target).toMatchObject({ kind: "tfserving-rest", model: "pair" });
  expect(target.server).toContain("model version 3");
  expect(target.payload).toContain("as JSON in rows, signature call");
});

test("TensorFlow Serving over gRPC: a server with no more than Predict is driven by --inputs", async () => {
  const server = await startTfservingGrpc({ GetModelStatus: "absent", GetModelMetadata: "absent" });
  onTestFinished(() => server.close());
  const { command, target } = await goodRun({
    target: "tfserving-grpc",
    url: `grpc://127.0.0.1:${server.port}`,
    model: "m",
    inputs: "x:FP32[-1,3]",
    batch: 4,
  });
  expect(target.itemsPerRequest).toBe(4);
  expect(command).toEqual(expect.arrayContaining(["--inputs", "x:FP32[-1,3]"]));
});

test("KServe V1: the shipped images go to a model that takes them, in a closed loop too", async () => {
  const url = await httpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const instances = request.method === "POST" ? JSON.parse(String(Buffer.concat(parts))).instances : [];
      const predictions = instances.map((instance: number[]) => [instance.length]);
      response.end(JSON.stringify({ models: ["digits"], name: "digits", ready: true, predictions }));
    });
  });
  const { load, target } = await goodRun({
    target: "kserve-v1",
    url,
    inputs: "image:FP32[-1,64]",
    concurrency: "2",
  });
  expect(target.payload).toContain("held-out images of digits");
  expect(load.driver).toMatch(/^plimsoll/);
});

test("Open Inference Protocol behind a gateway: its path and key go with every request, --inputs says what nobody declared", async () => {
  const found = Array.from({ length: 4 }, (_, rows) => ({
    model_name: "m",
    outputs: [{ name: "boxes", datatype: "FP32", shape: [rows, 4], data: Array(rows * 4).fill(Number.NaN) }],
  }));
  let asked = 0;
  const strangers: string[] = [];
  const url = await httpServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "", "http://gateway");
    const answers: Record<string, () => unknown> = {
      "/b/v2": () => ({ name: "mlserver" }),
      "/b/v2/models/m/ready": () => ({}),
      "/b/v2/models/m": () => ({ name: "m", inputs: [], outputs: [] }),
      "/b/v2/models/m/infer": () => found[asked++ % found.length],
    };
    const answer = search === "?key=k1" ? answers[pathname] : undefined;
    if (answer === undefined && !pathname.endsWith("/stats")) strangers.push(request.url ?? "");
    request.resume().on("end", () => {
      response.writeHead(answer === undefined ? 404 : 200);
      // NaN becomes null, as in orjson.
      response.end(JSON.stringify(answer?.()));
    });
  });
  const { target } = await goodRun({
    target: "oip-http",
    url: `${url}/b?key=k1`,
    model: "m",
    inputs: "x:FP16[-1,3]",
    rate: 40,
  });
  expect(target.payload).toContain("shapes [1,3], as JSON");
  expect(asked).toBeGreaterThan(4);
  expect(strangers).toEqual([]);
});

test.each<[string, RunOptionsInput, RegExp, RegExp]>([
  [
    "inputs for a server that takes none",
    { target: "http-json", inputs: "x:FP32[-1,3]" },
    /--inputs would do nothing with --target http-json/,
    /leave it out/,
  ],
  [
    "inputs beside a body",
    { target: "kserve-v1", inputs: "x:FP32[-1,3]", body: "{}" },
    /--inputs would do nothing with a --body/,
    /--body/,
  ],
  [
    "a model of any HTTP endpoint",
    { target: "http-json", model: "m" },
    /--model would do nothing with --target http-json/,
    /this target takes --body, --check/,
  ],
  [
    "a body for a target that makes its own",
    { target: "tfserving-rest", body: "{}" },
    /--body would do nothing with --target tfserving-rest/,
    /this target takes --model, --batch, --inputs/,
  ],
  [
    "a cache check of a body that is always the same",
    { target: "kserve-v1", body: "{}", cacheCheck: true },
    /--cache-check would do nothing with --target kserve-v1/,
    /--target oip-http/,
  ],
  [
    "neither inputs nor body for KServe V1",
    { target: "kserve-v1" },
    /does not say what a model takes/,
    /--inputs/,
  ],
  ["inputs that cannot be read", { target: "kserve-v1", inputs: "x" }, /expected inputs such as/, /options/],
  [
    "a gRPC URL for a REST target",
    { target: "tfserving-rest", url: "grpc://127.0.0.1:1" },
    /is gRPC, and --target tfserving-rest is not/,
    /such as --target oip-grpc/,
  ],
])("%s: a usage error", async (_, options, message, fix) => {
  const failure = await run({ scenario: "steady", url: "http://127.0.0.1:1", ...options }).catch(
    (error) => error,
  );
  expect(failure).toBeInstanceOf(PlimsollError);
  expect(failure).toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});
