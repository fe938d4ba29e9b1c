import { expect, it, onTestFinished } from "vitest";
import { httpJson } from "../../src/targets/http-json.ts";
import { rayServe } from "../../src/targets/ray-serve.ts";
import { contextFor, json, type Routes, serveRoutes } from "./fake-server.ts";

const BODIES = [{ bytes: new TextEncoder().encode("[1]"), where: "--body" }];

/** A proxy that answers as Ray Serve 2.x does. */
const PROXY: Routes = {
  "GET /-/healthz": { body: "success" },
  "GET /-/routes": json({ "/digits": "digits", "/text": "text" }),
  // A query goes with every request, because it may hold a key.
  "GET /-/healthz?full=1": { body: "success" },
  "GET /-/routes?full=1": json({ "/digits": "digits" }),
  "POST /digits": json({ label: 3 }),
  "POST /digits/raw?full=1": json({ label: 3 }),
};

async function prepare(routes: Routes, path: string, check: string | null = null) {
  const server = await serveRoutes(routes);
  onTestFinished(() => server.close());
  return rayServe.prepare(contextFor(server, { model: null, path, bodies: BODIES, check }));
}

it("drives an application that has a route there, as http-json does", async () => {
  expect(await prepare(PROXY, "/digits", "$.label == 3")).toMatchObject({
    server: "Ray Serve",
    payload: "POST /digits, always the same 3 bytes",
    expected: { check: "$.label == 3", isJson: true },
  });
  expect((await prepare(PROXY, "/digits/raw?full=1")).requests).toHaveLength(1);
  expect(rayServe.classify).toBe(httpJson.classify);
});

it("takes any path where an application has the root", async () => {
  const routes = { ...PROXY, "GET /-/routes": json({ "/": "all" }), "POST /any/where": json(1) };
  expect((await prepare(routes, "/any/where")).server).toBe("Ray Serve");
});

it.each<[string, Routes, string, RegExp, RegExp]>([
  [
    "a path without application",
    {},
    "/digit",
    /no application at \/digit: its routes are \/digits, \/text/,
    /--url/,
  ],
  ["a path that only begins like a route", {}, "/digitsraw", /no application at \/digitsraw/, /--url/],
  ["no application at all", { "GET /-/routes": json({}) }, "/", /has no application$/, /serve run/],
  [
    "a proxy that is not ready",
    { "GET /-/healthz": { status: 503, body: "draining" } },
    "/digits",
    /not ready: GET \/-\/healthz answered 503 and "draining"/,
    /wait/,
  ],
  ["no Ray Serve", { "GET /-/healthz": { status: 404 } }, "/digits", /404/, /http-json/],
  [
    "routes that are no list",
    { "GET /-/routes": { body: "soon" } },
    "/digits",
    /"soon", which is no list/,
    /proxy/,
  ],
  [
    "an application that is overloaded",
    { "POST /digits": { status: 503, body: "too many queued" } },
    "/digits",
    /status 503 and "too many queued"/,
    /log/,
  ],
])("refuses %s, with exit code 4", async (_, routes, path, message, fix) => {
  await expect(prepare({ ...PROXY, ...routes }, path)).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});
