import { describe, expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { generatedPayloads } from "../../../src/payloads/generated.ts";
import { parseInputs } from "../../../src/payloads/input-spec.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { kserveV1 } from "../../../src/targets/tensorflow/kserve-v1.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import { type Answer, contextFor, json, type Routes, serveRoutes } from "../fake-server.ts";

const INPUTS = parseInputs("x:FP32[-1,3]");
const bytes = (text: string) => new TextEncoder().encode(text);

/** Answers as kserve 0.21 does; each prediction is the sum and the length of its instance. */
const ROUTES: Routes = {
  "GET /v1/models": json({ models: ["m"] }),
  "GET /v1/models/m": json({ name: "m", ready: true }),
  "POST /v1/models/m:predict": ({ body }) => {
    const { instances } = JSON.parse(body.toString()) as { instances: number[][] };
    const sum = (row: number[]) => row.reduce((total, value) => total + value, 0);
    return {
      ...json({ predictions: instances.map((row) => [sum(row), row.length]) }),
      headers: { Server: "uvicorn" },
    };
  },
};

async function serve(changes: Routes = {}) {
  const server = await serveRoutes({ ...ROUTES, ...changes });
  onTestFinished(() => server.close());
  return server;
}

const prepare = (server: TestServer, changes: Partial<TargetContext> = {}) =>
  kserveV1.prepare(contextFor(server, { inputs: INPUTS, ...changes }));

describe("against a server that keeps the protocol", () => {
  it("makes instances from what the user says that the model takes", async () => {
    const server = await serve();
    const prepared = await prepare(server);
    expect(prepared).toMatchObject({
      server: "uvicorn",
      model: "m",
      payload: "random values in the model's input shapes [2,3], as JSON instances",
    });
    expect(prepared.requests).toHaveLength(3);
    expect(structuredClone(prepared)).toEqual(prepared);
    for (const request of prepared.requests) {
      const response = await exchange(server.address, request, "1.1", 5000);
      expect(kserveV1.classify(response, prepared.expected)).toEqual({ outcome: "ok", failure: "none" });
    }
  });

  it("sends a given body as it is", async () => {
    const server = await serve();
    const body = bytes('{"instances": [[1, 2], [3, 4], [5, 6]]}');
    const prepared = await prepare(server, { inputs: null, bodies: [{ bytes: body, where: "--body" }] });
    expect(prepared.payload).toBe("always the same 39 bytes, 3 instances each");
    expect(server.received.at(-1)?.body.equals(body)).toBe(true);
  });

  it("finds the only model by itself, and a model where the server lists none", async () => {
    expect((await prepare(await serve(), { model: null })).model).toBe("m");
    expect((await prepare(await serve({ "GET /v1/models": { status: 404 } }))).model).toBe("m");
  });

  it("takes the older way to say ready", async () => {
    expect(
      (await prepare(await serve({ "GET /v1/models/m": json({ name: "m", ready: "True" }) }))).model,
    ).toBe("m");
  });

  it("lets answers differ in length where the requests do", async () => {
    const lengths = { kind: "uniform", min: 2, max: 9 } as const;
    const server = await serve({
      "POST /v1/models/m:predict": ({ body }) => json({ predictions: JSON.parse(body.toString()).instances }),
    });
    const prepared = await prepare(server, {
      inputs: parseInputs("ids:INT64[-1,-1]"),
      payloadsFor: (_, inputs) =>
        generatedPayloads({ model: "m", inputs, items: 2, count: 9, seed: 1, lengths, hints: {} }),
    });
    for (const request of prepared.requests) {
      const response = await exchange(server.address, request, "1.1", 5000);
      expect(kserveV1.classify(response, prepared.expected).outcome).toBe("ok");
    }
  });
});

describe("later answers", () => {
  const judge = async (later: Answer) => {
    const server = await serve({ "POST /other": later });
    const { requests, expected } = await prepare(server);
    const request = { ...(requests[0] as HttpRequest), path: "/other" };
    return kserveV1.classify(await exchange(server.address, request, "1.1", 5000), expected);
  };

  it.each<[string, Answer, object]>([
    [
      "other values",
      json({
        predictions: [
          [9, 8],
          [7.5, 6],
        ],
      }),
      { outcome: "ok" },
    ],
    [
      "a prediction too few",
      json({ predictions: [[1, 2]] }),
      { outcome: "wrong", failure: "response-shape" },
    ],
    ["rows of another rank", json({ predictions: [1, 2] }), { outcome: "wrong" }],
    ["more or less in a row, as in detection", json({ predictions: [[], [1, 2, 3]] }), { outcome: "ok" }],
    ["nothing found in any row", json({ predictions: [[], []] }), { outcome: "ok" }],
    [
      "null for NaN, as orjson writes it",
      json({
        predictions: [
          [1, null],
          [2, 3],
        ],
      }),
      { outcome: "ok" },
    ],
    ["another kind", json({ predictions: ["a", "b"] }), { outcome: "wrong" }],
    ["no predictions", json({ instances: [] }), { outcome: "wrong" }],
    ["no JSON", { body: "Internal Server Error" }, { outcome: "wrong" }],
    ["an overload", json({ error: "busy" }, 503), { outcome: "error", failure: "http-status" }],
    [
      "an error of the model",
      json({ error: "ValueError : x" }, 500),
      { outcome: "error", failure: "http-status" },
    ],
  ])("%s", async (_, later, judged) => {
    expect(await judge(later)).toMatchObject(judged);
  });
});

describe("refuses before any load", () => {
  const failureOf = async (routes: Routes, changes: Partial<TargetContext>) => {
    const failure = await prepare(await serve(routes), changes).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlimsollError);
    const { message, fix, exitCode } = failure as PlimsollError;
    return `${exitCode}: ${message} to do: ${fix}`;
  };

  const MODEL = "GET /v1/models/m";
  const PREDICT = "POST /v1/models/m:predict";
  it.each<[string, Routes, Partial<TargetContext>, RegExp]>([
    [
      "no word on the inputs",
      {},
      { inputs: null },
      /^2: .* does not say what a model takes to do: .*--inputs.*--body/,
    ],
    [
      "a body that is no JSON",
      {},
      { bodies: [{ bytes: bytes("{"), where: "--body" }] },
      /^2: --body: the body is not JSON/,
    ],
    [
      "a body without instances",
      {},
      { bodies: [{ bytes: bytes('{"x": 1}'), where: "--body" }] },
      /^2: .*instances: expected an array/,
    ],
    [
      "bodies of other sizes",
      {},
      {
        bodies: [
          { bytes: bytes('{"instances": [1]}'), where: "line 1" },
          { bytes: bytes('{"instances": [1, 2]}'), where: "line 2" },
        ],
      },
      /^2: line 2 has 2 instances, and line 1 has 1/,
    ],
    [
      "inputs of different first dimensions",
      {},
      {
        inputs: parseInputs("x:FP32[-1,3],table:FP32[5]"),
        payloadsFor: (_, inputs) =>
          generatedPayloads({
            model: "m",
            inputs,
            items: 1,
            count: 1,
            seed: 1,
            lengths: { kind: "fixed", length: 4 },
            hints: {},
          }),
      },
      /^2: .* one row for each instance.* to do: give every input the same first dimension/,
    ],
    [
      "another model",
      {},
      { model: "lost" },
      /^4: .* has no model "lost", it serves "m" to do: correct --model/,
    ],
    [
      "several models, none named",
      { "GET /v1/models": json({ models: ["m", "n"] }) },
      { model: null },
      /^4: .* serves several models: m, n to do: say which one/,
    ],
    [
      "no model named, and none listed",
      { "GET /v1/models": { body: "<html>" } },
      { model: null },
      /^4: .* does not list its models/,
    ],
    [
      "a model that is loading",
      { [MODEL]: json({ error: "Model with name m is not ready." }, 503) },
      {},
      /^4: .* no state of model "m": GET \/v1\/models\/m answered 503 .*not ready.* to do: .*wait until it is loaded/,
    ],
    [
      "a model that says it is not ready",
      { [MODEL]: json({ name: "m", ready: false }) },
      {},
      /^4: model "m" .* is not ready to do: wait/,
    ],
    [
      "another server",
      { [MODEL]: json({ name: "m" }) },
      {},
      /^4: .* no valid state of model "m": ready: expected true/,
    ],
    [
      "a request that the model refuses",
      { [PREDICT]: json({ error: "expected 64 values" }, 400) },
      {},
      /^4: model "m" refused the first request: status 400 and .*expected 64 values/,
    ],
    [
      "one prediction for all",
      { [PREDICT]: json({ predictions: [1] }) },
      {},
      /^4: model "m" answered 2 instances with 1 predictions/,
    ],
    ["no list", { [PREDICT]: json({ outputs: 1 }) }, {}, /answered 2 instances with no list of predictions/],
    [
      "no prediction",
      { [PREDICT]: json({ error: "x" }) },
      {},
      /^4: the answer of model "m" is no prediction/,
    ],
  ])("%s", async (_, routes, changes, message) => {
    expect(await failureOf(routes, changes)).toMatch(message);
  });
});
