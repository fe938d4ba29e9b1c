import { afterEach, describe, expect, it } from "vitest";
import { httpJson } from "../../src/targets/http-json.ts";
import { TARGETS } from "../../src/targets/index.ts";
import type { TargetContext } from "../../src/targets/target.ts";
import { exchange } from "../../src/transport/session.ts";
import type { HttpRequest } from "../../src/wire/http-request.ts";
import { deadAddress, type TestServer } from "../transport/raw-server.ts";
import { contextFor, json, type Routes, serveRoutes } from "./fake-server.ts";

let server:
  | (TestServer & { received: { method: string; path: string; headers: object; body: Buffer }[] })
  | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function prepare(routes: Routes, changes: Partial<TargetContext>) {
  server = await serveRoutes(routes);
  return httpJson.prepare(contextFor(server, { model: null, ...changes }));
}

const BODY = new TextEncoder().encode('{"text":"grüß"}');

describe("prepare", () => {
  it("without a body sends GET to the given path", async () => {
    const prepared = await prepare(
      { "GET /health?full=1": { headers: { Server: "uvicorn" }, body: "fine" } },
      { path: "/health?full=1" },
    );
    expect(prepared).toMatchObject({
      server: "uvicorn",
      model: null,
      payload: "GET /health?full=1, no body",
      expected: null,
    });
    expect(prepared.requests).toHaveLength(1);
  });

  it("with a body sends POST of that JSON, the given headers beside it", async () => {
    const prepared = await prepare(
      { "POST /predict": json({ ok: true }, 201) },
      { path: "/predict", body: BODY, headers: { "X-Key": "1" } },
    );
    expect(prepared).toMatchObject({
      server: "HTTP server that does not name itself",
      payload: "POST /predict, always the same 17 bytes",
    });
    await exchange(
      contextFor(server as TestServer).address,
      prepared.requests[0] as HttpRequest,
      "1.1",
      10_000,
    );
    for (const received of server?.received ?? []) {
      expect(received.body.equals(BODY)).toBe(true);
      expect(received.headers).toMatchObject({
        "content-type": "application/json",
        "x-key": "1",
        host: server?.host,
      });
    }
    expect(server?.received).toHaveLength(2);
  });

  it.each<[number, string, RegExp]>([
    [500, "boom", /answered GET \/ with status 500 and "boom"/],
    [404, "", /answered GET \/ with status 404 and an empty body/],
    [301, "moved", /status 301 and "moved"/],
  ])("refuses a server that answers %d, with exit code 4", async (status, body, message) => {
    await expect(prepare({ "GET /": { status, body } }, {})).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(message),
      fix: expect.stringContaining("--url"),
    });
  });

  it("refuses a server that hangs or is not there, with exit code 4", async () => {
    await expect(prepare({ "GET /": "hang" }, { timeoutMs: 80 })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("failed at GET /: no answer within 80 ms"),
    });
    const gone = await deadAddress();
    await expect(httpJson.prepare(contextFor(gone))).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("shows no more than the beginning of a long answer, on one line", async () => {
    const failure = await prepare(
      { "GET /": { status: 500, body: `first\n\n${"x".repeat(5000)}` } },
      {},
    ).catch((error) => error);
    expect(failure.message).toContain('"first xxx');
    expect(failure.message.length).toBeLessThan(400);
  });
});

describe("classify", () => {
  const response = (status: number) => ({
    status,
    headers: new Map<string, string>(),
    body: new TextEncoder().encode("said so"),
    bodyBytes: 7,
    keepAlive: true,
  });

  it.each([200, 201, 204, 299])("status %d: ok", (status) => {
    expect(httpJson.classify(response(status), null)).toEqual({ outcome: "ok", failure: "none" });
  });

  it.each([300, 304, 400, 429, 500, 503])("status %d: error", (status) => {
    expect(httpJson.classify(response(status), null)).toEqual({
      outcome: "error",
      failure: "http-status",
      message: '"said so"',
    });
  });
});

it("every target is registered under its own kind, with a line on what it speaks", () => {
  for (const [kind, target] of Object.entries(TARGETS)) {
    expect(target.kind).toBe(kind);
    expect(target.title).toMatch(/^[^\n]{10,}$/);
  }
});
