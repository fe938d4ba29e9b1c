import { describe, expect, it, onTestFinished } from "vitest";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { torchserveHttp } from "../../../src/targets/torchserve/torchserve-http.ts";
import { contextFor, json, type Routes, serveRoutes } from "../fake-server.ts";

const bodies = (...contents: (string | Uint8Array)[]) =>
  contents.map((content) => ({
    bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
    where: "--body",
  }));

/** As TorchServe 0.12 writes its errors (ErrorResponse.java). */
const refusal = (code: number, type: string, message: string) => json({ code, type, message }, code);
const HEALTHY = json({ status: "Healthy" });
const TOKEN = refusal(
  400,
  "InvalidKeyException",
  "Token Authorization failed. Token either incorrect, expired, or not provided correctly",
);

async function prepare(routes: Routes, changes: Partial<TargetContext> = {}) {
  const server = await serveRoutes({ "GET /ping": HEALTHY, ...routes });
  onTestFinished(() => server.close());
  const context = contextFor(server, { bodies: bodies('{"x":1}'), ...changes });
  return { prepared: await torchserveHttp.prepare(context), received: server.received };
}

const answer = (body: string, status = 200) => ({
  status,
  headers: new Map<string, string>(),
  body: new TextEncoder().encode(body),
  bodyBytes: body.length,
  keepAlive: true,
});

describe("prepare", () => {
  it("pings, then sends JSON as JSON and anything else as bytes", async () => {
    const image = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
    const { prepared, received } = await prepare(
      { "POST /predictions/m": json({ cat: 0.9 }) },
      { bodies: bodies('{"x":1}', image, "a cat"), headers: { Authorization: "Bearer k" } },
    );
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /ping",
      "POST /predictions/m",
    ]);
    expect(received[0]?.headers.authorization).toBe("Bearer k");
    expect(prepared).toMatchObject({ server: "TorchServe", model: "m", payload: "3 bodies of 4 to 7 bytes" });
    expect(prepared.requests.map((request) => request.headers?.["Content-Type"])).toEqual([
      "application/json",
      "application/octet-stream",
      "application/octet-stream",
    ]);
    expect(prepared.requests[1]?.body).toEqual(image);
  });

  it("asks for a version that follows the name, and encodes both", async () => {
    const { prepared } = await prepare({ "POST /predictions/my%20m/2.0": json([1]) }, { model: "my m/2.0" });
    expect(prepared.model).toBe("my m/2.0");
  });

  it.each<[string, Partial<TargetContext>, RegExp]>([
    ["a model", { model: null }, /is not asked for its models/],
    ["a body", { bodies: [] }, /does not say what a model takes/],
  ])("without %s is a usage error", async (_, changes, message) => {
    await expect(prepare({}, changes)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, Routes, RegExp, RegExp]>([
    [
      "a model that is not there",
      { "POST /predictions/m": refusal(404, "ModelNotFoundException", "Model not found: m") },
      /POST \/predictions\/m with status 404 and .*Model not found: m/,
      /correct --model/,
    ],
    [
      "a model without workers",
      {
        "POST /predictions/m": refusal(
          503,
          "ServiceUnavailableException",
          'Model "m" has no worker to serve inference request.',
        ),
      },
      /status 503 and .*has no worker/,
      /min_worker=1/,
    ],
    ["no token, at the ping", { "GET /ping": TOKEN }, /GET \/ping with status 400/, /Authorization: Bearer/],
    ["a wrong token", { "POST /predictions/m": TOKEN }, /status 400/, /--disable-token-auth/],
    ["a gateway that wants a token", { "GET /ping": { status: 403 } }, /status 403/, /Authorization: Bearer/],
    [
      "an unhealthy server",
      { "GET /ping": json({ status: "Unhealthy" }, 500) },
      /GET \/ping with status 500 and .*Unhealthy/,
      /log/,
    ],
    ["the management address", { "GET /ping": { status: 404 } }, /GET \/ping with status 404/, /8080/],
    [
      "a handler that fails",
      { "POST /predictions/m": refusal(500, "InternalServerException", "Worker died.") },
      /status 500 and .*Worker died/,
      /log/,
    ],
  ])("refuses %s, with exit code 4", async (_, routes, message, fix) => {
    await expect(prepare(routes)).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    });
  });

  it("refuses a first answer of which --check does not hold", async () => {
    await expect(
      prepare({ "POST /predictions/m": json({ cat: 0.2 }) }, { check: "$.cat > 0.5" }),
    ).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("$.cat > 0.5 does not hold of"),
    });
  });
});

describe("classify", () => {
  const judging = async (first: string, check: string | null = null) => {
    const { prepared } = await prepare({ "POST /predictions/m": { body: first } }, { check });
    return (body: string, status?: number) =>
      torchserveHttp.classify(answer(body, status), prepared.expected);
  };
  const OK = { outcome: "ok", failure: "none" };

  it("lets names and lengths differ, and calls another kind of JSON wrong", async () => {
    const judge = await judging('{"tiger_cat": 0.5, "tabby": 0.3}');
    expect(judge('{"beagle": 0.9}')).toEqual(OK);
    expect(judge("[1]")).toEqual({
      outcome: "wrong",
      failure: "response-shape",
      message: "found an array, the first answer was an object",
    });
    expect(judge("3")).toMatchObject({ message: "found a single value, the first answer was an object" });
    expect(judge('{"beagle": 0.')).toMatchObject({ failure: "response-shape" });
  });

  it("asks nothing of text, which looks like JSON only by chance", async () => {
    for (const first of ["7", "positive"]) {
      const judge = await judging(first);
      expect([judge("negative"), judge("7"), judge("")]).toEqual([OK, OK, OK]);
    }
  });

  it("holds every answer against --check", async () => {
    const judge = await judging("[1, 2]", "length($) == 2");
    expect(judge("[3, 4]")).toEqual(OK);
    expect(judge("[3]")).toMatchObject({ outcome: "wrong", failure: "response-value" });
  });

  it("calls a full queue what it is: an error with that status", async () => {
    const judge = await judging("[1]");
    expect(judge("busy", 503)).toEqual({ outcome: "error", failure: "http-status", message: '"busy"' });
  });
});
