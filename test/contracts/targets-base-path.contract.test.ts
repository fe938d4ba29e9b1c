import { createServer, request as forward } from "node:http";
import { describe, expect, it } from "vitest";
import { exchange } from "../../src/targets/ask/session.ts";
import { discover } from "../../src/targets/discover.ts";
import { TARGETS } from "../../src/targets/index.ts";
import { listen } from "../transport/raw-server.ts";
import type { Served } from "./targets/good-server.ts";
import { closeLater, contextAt, firstOf, MEETINGS, PATIENT_MS, start } from "./targets/meeting.ts";

// A gateway puts a server behind a path of its own, and may want a key in the query of every request.

/** Targets that send to the path of the URL itself, and know no other. */
const OWN_PATH = ["http-json", "ray-serve", "openai-chat", "openai-completions", "openai-embeddings"];
const BEHIND_BASE = MEETINGS.filter(
  ([, { kind, server }]) => server.over === "HTTP" && !OWN_PATH.includes(kind),
);

/** A gateway to a server: it answers 403 to what has not its path and its key, and counts both kinds. */
async function startGateway({ address }: Served, base: string) {
  const asked = { passed: [] as string[], refused: [] as string[] };
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "", "http://gateway");
    const passes = url.pathname.startsWith(`${base}/`) && url.searchParams.get("key") === "k1";
    (passes ? asked.passed : asked.refused).push(incoming.url ?? "");
    if (!passes) {
      incoming.resume().on("end", () => outgoing.writeHead(403).end("no key"));
      return;
    }
    const onward = { ...address, path: url.pathname.slice(base.length), method: incoming.method };
    const passed = forward({ ...onward, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  return { ...closeLater(await listen(server)), asked };
}

it("covers every target over HTTP that makes its own paths", () => {
  expect([...new Set(BEHIND_BASE.map(([, { kind }]) => kind))].toSorted()).toEqual([
    "kserve-v1",
    "oip-http",
    "tfserving-rest",
    "torchserve-http",
    "triton-generate",
  ]);
});

describe.each(BEHIND_BASE)("%s, behind a gateway", (_, { target, server }) => {
  it.each([
    ["/b", "/b?key=k1"],
    ["/team/b", "/team/b/?key=k1"],
    ["", "/?key=k1"],
  ])("is asked behind %j with the key of the URL %s, before the load and under it", async (base, path) => {
    const gateway = await startGateway(await start(server), base);
    const context = contextAt(gateway, server, { path });
    const prepared = await target.prepare(context);
    const response = await exchange(gateway.address, firstOf(prepared), prepared.version, PATIENT_MS);
    expect(target.classify(response, prepared.expected)).toMatchObject({ outcome: "ok" });
    if (prepared.model !== null) await target.statistics?.(context, prepared.model);
    await target.settings?.read(context).catch(() => null);
    expect(gateway.asked.refused).toEqual([]);
    expect(gateway.asked.passed.length).toBeGreaterThan(1);
  });

  it("is discovered behind it, where it can be", async () => {
    const gateway = await startGateway(await start(server), "/b");
    const found = discover(contextAt(gateway, server, { path: "/b?key=k1" }), false);
    if (TARGETS[target.kind as keyof typeof TARGETS].recognise !== undefined)
      expect((await found).kind).toBe(target.kind);
    expect(gateway.asked.refused.filter((path) => !path.startsWith("/-/"))).toEqual([]);
  });

  it("is not driven at another server that stands at the root", async () => {
    const served = await start(server);
    const context = contextAt(served, server, { path: "/b" });
    await expect(target.prepare(context)).rejects.toMatchObject({ exitCode: 4 });
  });

  it("that is named down to an endpoint is refused with exit code 2", async () => {
    const served = await start(server);
    for (const path of ["/v2/models/m/infer", "/b/v1/models/m:predict", "/predictions/m"])
      await expect(target.prepare(contextAt(served, server, { path }))).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(path.replace("/b", "")),
      });
  });
});

const LANGUAGE_MODELS = MEETINGS.filter(([, { kind }]) => kind.startsWith("openai"));

describe.each(LANGUAGE_MODELS)("%s, behind a gateway", (_, { kind, target, server }) => {
  it.each(["/b?key=k1", "/b/v1?key=k1", "/b/v1/?key=k1"])(
    "is found and asked at /b/v1 by a URL with %s, with its key",
    async (path) => {
      const gateway = await startGateway(await start(server), "/b");
      const context = contextAt(gateway, server, { path });
      const { requests } = await target.prepare(context);
      expect(requests[0]?.path).toMatch(/^\/b\/v1\/\w.*\?key=k1$/);
      expect(gateway.asked.refused).toEqual([]);
      expect((await discover(context, false)).kind).toBe(kind);
    },
  );
});

it.each(BEHIND_BASE.filter(([, { kind }]) => kind !== "torchserve-http"))(
  "%s: a URL that ends in the version of the API names it once",
  async (_, { kind, target, server }) => {
    const gateway = await startGateway(await start(server), "/b");
    const version = kind === "oip-http" || kind === "triton-generate" ? "v2" : "v1";
    await target.prepare(contextAt(gateway, server, { path: `/b/${version}/?key=k1` }));
    expect(gateway.asked.refused).toEqual([]);
  },
);
