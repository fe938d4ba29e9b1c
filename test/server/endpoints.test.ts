import { beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/server/server.ts";
import { parseModelMetadata, parseServerMetadata } from "../../src/wire/oip/oip.ts";
import { parseMetrics } from "../../src/wire/prometheus.ts";
import {
  DIGITS,
  errorOf,
  get,
  identityFile,
  images,
  postInfer,
  postJson,
  serve,
  statistics,
} from "./fixture.ts";

let server: RunningServer;

beforeAll(async () => {
  const fixed = identityFile("UINT8", [2, 2]);
  server = await serve({
    maxBatch: 16,
    preferredSizes: [4, 8],
    models: [
      { name: "digits", path: DIGITS },
      { name: "fixed", path: fixed, version: "2" },
      { name: "fixed", path: fixed, version: "10" },
    ],
  });
});

const json = async (path: string): Promise<unknown> => (await get(server, path)).json();

describe("documents", () => {
  it("GET /v2 names the server and its extensions", async () => {
    const metadata = parseServerMetadata(await json("/v2"));
    expect(metadata.name).toBe("plimsoll");
    expect(metadata.extensions).toContain("binary_tensor_data");
  });

  it("GET /v2/models/{m} gives inputs and outputs with -1 for the batch", async () => {
    expect(parseModelMetadata(await json("/v2/models/digits"))).toEqual({
      name: "digits",
      versions: ["1"],
      platform: "onnxruntime_onnx",
      inputs: [{ name: "image", datatype: "FP32", shape: [-1, 64] }],
      outputs: [{ name: "logits", datatype: "FP32", shape: [-1, 10] }],
    });
  });

  it("without a version the highest number answers", async () => {
    expect(await json("/v2/models/fixed/stats")).toMatchObject({
      model_stats: [{ name: "fixed", version: "10" }],
    });
    expect(await json("/v2/models/fixed/versions/2/stats")).toMatchObject({
      model_stats: [{ version: "2" }],
    });
    expect(await json("/v2/models/stats")).toMatchObject({ model_stats: { length: 3 } });
  });

  it("config has Triton's dynamic batching", async () => {
    expect(await json("/v2/models/digits/config")).toMatchObject({
      max_batch_size: 16,
      input: [{ name: "image", data_type: "TYPE_FP32", dims: [64] }],
      dynamic_batching: { preferred_batch_size: [4, 8], max_queue_delay_microseconds: 2000 },
    });
  });

  it("config of a model without a batch axis says why batching is off", async () => {
    const config = await json("/v2/models/fixed/config");
    expect(config).toMatchObject({
      max_batch_size: 0,
      input: [{ dims: [2, 2] }],
      parameters: { dynamic_batching: { string_value: expect.stringMatching(/^off: /) } },
    });
    expect(config).not.toHaveProperty("dynamic_batching");
  });

  it.each([
    ["/v2/health/live", { live: true }],
    ["/v2/health/ready", { ready: true }],
    ["/v2/models/digits/versions/1/ready", { name: "digits", ready: true }],
  ])("GET %s is 200", async (path, document) => {
    const response = await get(server, path);
    expect([response.status, await response.json()]).toEqual([200, document]);
  });

  it("the repository index is a bare array", async () => {
    const response = await postJson(server, "/v2/repository/index", { ready: true });
    expect(await response.json()).toContainEqual({
      name: "digits",
      version: "1",
      state: "READY",
      reason: "",
    });
    expect((await postJson(server, "/v2/repository/index", "")).status).toBe(200);
  });
});

it.each([
  ["GET", "/nope", 404, "Not Found"],
  ["GET", "/v2/models/x", 404, "unknown model x"],
  ["POST", "/v2/models/x/infer", 404, "unknown model x"],
  ["GET", "/v2/models/fixed/versions/3", 404, "model fixed has no version 3, only 2, 10"],
  ["GET", "/v2/models/digits/versions/one", 404, "Not Found"],
  ["GET", "/v2/models/digits/infer", 405, "GET /v2/models/digits/infer: expected POST"],
  ["POST", "/v2/health/live", 405, "POST /v2/health/live: expected GET"],
  ["GET", "/v2/models/%ff", 400, "%ff is not percent-encoded UTF-8"],
])("%s %s is %i", async (method, path, status, error) => {
  expect(await errorOf(await fetch(server.url + path, { method }))).toEqual({ status, error });
});

it("statistics and metrics count the same requests, items and failures", async () => {
  const before = await statistics(server);
  await Promise.all([postInfer(server, [images(3)]), postInfer(server, [images(2)])]);
  await postJson(server, "/v2/models/digits/infer", "{");
  const after = await statistics(server);
  expect(after.inference_count - before.inference_count).toBe(5);
  expect(after.inference_stats.success?.count).toBe((before.inference_stats.success?.count ?? 0) + 2);
  expect(after.inference_stats.fail?.count).toBe((before.inference_stats.fail?.count ?? 0) + 1);
  expect(after.inference_stats.compute_infer?.ns).toBeGreaterThan(0);
  const executions = after.batch_stats.reduce((sum, { compute_infer: { count } }) => sum + count, 0);
  expect(executions).toBe(after.execution_count);

  const response = await get(server, "/metrics");
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const samples = parseMetrics(await response.text());
  const value = (name: string, labels: object = {}) =>
    samples.find(
      (sample) =>
        sample.name === name &&
        JSON.stringify(sample.labels) === JSON.stringify({ model: "digits", version: "1", ...labels }),
    )?.value;
  expect(value("plimsoll_inference_total")).toBe(after.inference_count);
  expect(value("plimsoll_execution_total")).toBe(after.execution_count);
  expect(value("plimsoll_request_success_total")).toBe(after.inference_stats.success?.count);
  expect(value("plimsoll_request_failure_total", { reason: "malformed" })).toBe(
    after.inference_stats.fail?.count,
  );
  expect(value("plimsoll_batch_size_bucket", { le: "+Inf" })).toBe(after.execution_count);
  expect(value("plimsoll_queue_duration_seconds_count")).toBe(after.inference_stats.queue?.count);
  expect(value("plimsoll_pending_requests")).toBe(0);
});
