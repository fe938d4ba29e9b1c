import { afterEach, describe, expect, it } from "vitest";
import { exchange } from "../../src/targets/ask/session.ts";
import { httpJson } from "../../src/targets/http-json.ts";
import type { TargetContext } from "../../src/targets/server-context.ts";
import type { HttpRequest } from "../../src/wire/http/http-request.ts";
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
const bodiesOf = (...texts: string[]) =>
  texts.map((text, index) => ({
    bytes: new TextEncoder().encode(text),
    where: `line ${index + 1} of in.jsonl`,
  }));

describe("prepare", () => {
  it.each([301, 307])(
    "names the place that a redirect (%i) leads to, and does not go there",
    async (status) => {
      const routes = { "POST /predict/": { status, headers: { Location: "/predict\u00a0" }, body: "" } };
      const refused = prepare(routes, { path: "/predict/", bodies: [{ bytes: BODY, where: "--body" }] });
      await expect(refused).rejects.toMatchObject({
        exitCode: 4,
        message: expect.stringMatching(/redirect \(status 30\d\) to "\/predict.*", which is not followed$/),
        fix: "give the URL that it leads to as --url",
      });
    },
  );

  it("says that a compressed answer is compressed, and who asked for it, where --check has to read it", async () => {
    const answer = { headers: { "Content-Encoding": "gzip" }, body: "\u001f\u008b\u0008" };
    const checked = { path: "/p", check: "$.score >= 0.5" };
    await expect(
      prepare({ "GET /p": answer }, { ...checked, headers: { "accept-encoding": "gzip" } }),
    ).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining("the answer is compressed (content-encoding gzip)"),
      fix: "leave out --header Accept-Encoding, which asked for it",
    });
    await server?.close();
    await expect(prepare({ "GET /p": answer }, checked)).rejects.toMatchObject({
      fix: "have the server not compress what no header asked it to compress",
    });
    await server?.close();
    await expect(prepare({ "GET /p": answer }, { path: "/p" })).resolves.toBeDefined();
  });

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
      { path: "/predict", bodies: [{ bytes: BODY, where: "--body" }], headers: { "X-Key": "1" } },
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

describe("without --check, where the first answer was JSON", () => {
  const judge = async (status: number, body: string, first = '{"y":1}') => {
    const { expected, settings } = await prepare({ "GET /": { body: first } }, {});
    const bytes = new TextEncoder().encode(body);
    const later = { status, headers: new Map(), body: bytes, bodyBytes: bytes.length, keepAlive: true };
    return { ...httpJson.classify(later, structuredClone(expected)), said: settings?.answers };
  };

  it.each([
    [200, '{"y":2}'],
    [201, ' [1, {"z": null}]\n'],
    [200, '"a text"'],
    [200, "null"],
    [204, ""],
  ])("a status %d with %j is ok", async (status, body) => {
    expect(await judge(status, body)).toMatchObject({
      outcome: "ok",
      said: "any JSON with a status 2xx counts as good: without --check nothing more is known",
    });
  });

  it.each([
    ["a page of a proxy", "<html>Service under maintenance</html>", /^"<html>.* is not JSON, and the first/],
    ["nothing", "", /^an empty body is not JSON, and the first answer was$/],
    ["half an answer", '{"y":[1,', /not JSON/],
    ["half a list", "[1,2", /not JSON/],
    ["a text", "busy", /not JSON/],
  ])("%s is wrong", async (_, body, message) => {
    expect(await judge(200, body)).toMatchObject({
      outcome: "wrong",
      failure: "response-shape",
      message: expect.stringMatching(message),
    });
  });

  it("any body is ok where the first was none, and the result says that nothing is known", async () => {
    expect(await judge(200, "", "fine")).toMatchObject({
      outcome: "ok",
      said: "any body with a status 2xx counts as good: without --check nothing more is known",
    });
  });
});

describe("bodies of the user", () => {
  const ECHO: Routes = { "POST /p": ({ body }) => json({ got: JSON.parse(body.toString()).x }) };

  it("become one request each, in their order", async () => {
    const prepared = await prepare(ECHO, { path: "/p", bodies: bodiesOf('{"x":1}', '{"x": 22}') });
    expect(prepared.payload).toBe("POST /p, 2 bodies of 7 to 9 bytes");
    expect(prepared.requests.map(({ body }) => new TextDecoder().decode(body))).toEqual([
      '{"x":1}',
      '{"x": 22}',
    ]);
  });

  it("are refused together when they are not JSON, each with its line, before anything is sent", async () => {
    const failure = prepare(ECHO, { path: "/p", bodies: bodiesOf("{}", "nope", "{") });
    await expect(failure).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /^2 of 3 bodies .*\n {2}- line 2 of in.jsonl: .*\n {2}- line 3 of in.jsonl: /,
      ),
    });
    expect(server?.received).toEqual([]);
  });

  it("may be anything when a header says so", async () => {
    const headers = { "content-type": "text/plain" };
    const prepared = await prepare({ "POST /p": {} }, { path: "/p", bodies: bodiesOf("a cat"), headers });
    expect(prepared.requests).toHaveLength(1);
    expect(server?.received[0]?.headers).toMatchObject(headers);
  });
});

describe("--check", () => {
  const answers = (body: string): Routes => ({ "GET /": { body } });

  it("lets an answer pass of which it holds, and calls others wrong with what was found", async () => {
    const { expected } = await prepare(answers('{"y":[1,2]}'), { check: "length($.y) == 2" });
    const judge = (body: string, status = 200) =>
      httpJson.classify(
        {
          status,
          headers: new Map(),
          body: new TextEncoder().encode(body),
          bodyBytes: body.length,
          keepAlive: true,
        },
        expected,
      );
    expect(judge('{"y":[3,4]}')).toEqual({ outcome: "ok", failure: "none" });
    expect(judge('{"y":[3]}')).toEqual({
      outcome: "wrong",
      failure: "response-value",
      message: 'length($.y) == 2 does not hold of "{\\"y\\":[3]}"',
    });
    expect(judge('{"y":[3')).toMatchObject({ outcome: "wrong", failure: "response-shape" });
    expect(judge("\u{fffd}")).toMatchObject({ outcome: "wrong", failure: "response-shape" });
    expect(judge('{"y":[3,4]}', 503)).toMatchObject({ outcome: "error", failure: "http-status" });
  });

  it.each([
    ["another value", '{"y":1}', /POST|GET \/ is wrong: \$.y == 2 does not hold of "{\\"y\\":1}"/],
    ["no JSON", "<html>", /"<html>" is not JSON/],
    ["nothing", "", /an empty body is not JSON/],
  ])("refuses a server whose first answer is %s, with exit code 4", async (_, body, message) => {
    await expect(prepare(answers(body), { check: "$.y == 2" })).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(message),
      fix: expect.stringContaining("--check"),
    });
  });
});
