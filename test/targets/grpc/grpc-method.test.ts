import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { exchange } from "../../../src/targets/ask/session.ts";
import { grpc } from "../../../src/targets/grpc/grpc-method.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import { tempFolder } from "../../e2e/plimsoll.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import { contextFor } from "../fake-server.ts";
import { type Method, serveProto } from "../grpc-server.ts";

const PROTO = join(import.meta.dirname, "../everything.proto");
const bodies = (...texts: string[]) =>
  texts.map((text, index) => ({
    bytes: new TextEncoder().encode(text),
    where: `line ${index + 1} of in.jsonl`,
  }));

/** Scores the number of values. */
const METHODS: Readonly<Record<string, Method>> = {
  Score: ({ request }, answer) =>
    answer(null, { score: (request.values as number[]).length, id: request.id }),
  Reset: (_, answer) => answer(null, {}),
  Watch: () => {},
  Feed: () => {},
  Chat: () => {},
};

async function contextOf(
  changes: Partial<TargetContext> = {},
  methods: Readonly<Record<string, Method>> = {},
): Promise<TargetContext> {
  const server = await serveProto(PROTO, "shop.v1.Scorer", { ...METHODS, ...methods });
  onTestFinished(() => server.close());
  const address = { hostname: "127.0.0.1", port: server.port };
  return contextFor({ address, host: `127.0.0.1:${server.port}` } as TestServer, {
    model: null,
    proto: PROTO,
    method: "shop.v1.Scorer/Score",
    bodies: bodies('{"values":[1,2]}', '{"values":[3],"cardHolder":"x"}'),
    ...changes,
  });
}

/** What becomes of request `index` when it is sent under load, after crossing to another thread. */
async function ask(context: TargetContext, index: number) {
  const prepared = await grpc.prepare(context);
  const request = prepared.requests[index];
  if (request === undefined) throw new Error("no such request");
  const response = await exchange(context.address, request, prepared.version, 5000);
  return grpc.classify(response, structuredClone(prepared.expected));
}

it("makes a message of each body", async () => {
  const context = await contextOf();
  expect(await grpc.prepare(context)).toMatchObject({
    payload: "/shop.v1.Scorer/Score, JSON of 2 bodies of 16 to 31 bytes",
    version: "2",
    expected: { check: null, type: ".shop.v1.ScoreReply" },
  });
  expect(await ask(context, 1)).toEqual({ outcome: "ok", failure: "none" });
});

it("calls an answer wrong that is no message of the .proto file, also without --check", async () => {
  const context = await contextOf();
  const { expected } = await grpc.prepare(context);
  const body = Uint8Array.of(0, 0, 0, 0, 3, 0x0a, 0x7f, 0x01);
  const headers = new Map([["grpc-status", "0"]]);
  const answer = { status: 200, headers, body, bodyBytes: body.length, keepAlive: true };
  expect(grpc.classify(answer, structuredClone(expected))).toMatchObject({
    outcome: "wrong",
    failure: "response-shape",
    message: expect.stringMatching(/^the answer is no shop\.v1\.ScoreReply: /),
  });
});

it("without a body sends an empty message", async () => {
  const { payload, requests } = await grpc.prepare(
    await contextOf({ method: "shop.v1.Scorer/Reset", bodies: [] }),
  );
  expect(payload).toBe("/shop.v1.Scorer/Reset, empty messages");
  expect(requests.map(({ body }) => body?.length)).toEqual([5]);
});

it("holds every answer against --check", async () => {
  const context = await contextOf({ check: "$.score == 2 && $.channel == 'UNKNOWN'" });
  expect(await ask(context, 0)).toEqual({ outcome: "ok", failure: "none" });
  expect(await ask(context, 1)).toEqual({
    outcome: "wrong",
    failure: "response-value",
    message: expect.stringMatching(/does not hold of .*\\"score\\":1/),
  });
});

it("calls a status other than 0 an error with that status", async () => {
  let calls = 0;
  const context = await contextOf(
    {},
    {
      Score: (_, answer) =>
        calls++ === 0 ? answer(null, {}) : answer({ code: status.RESOURCE_EXHAUSTED, details: "full" }),
    },
  );
  expect(await ask(context, 0)).toEqual({
    outcome: "error",
    failure: "grpc-status",
    status: 8,
    message: "RESOURCE_EXHAUSTED: full",
  });
});

describe("what the user got wrong, with exit code 2", () => {
  const METHOD_LIST = "shop.v1.Scorer/Score, shop.v1.Scorer/Reset, shop.v1.Scorer/Watch";

  it.each<[string, Partial<TargetContext>, string]>([
    ["no .proto file", { proto: null }, "needs to know what to call"],
    ["no method", { method: null }, "needs to know what to call"],
    ["a file that is not there", { proto: "/nowhere/x.proto" }, "--proto /nowhere/x.proto cannot be used: "],
    ["a method that is not in it", { method: "shop.v1.Scorer/Scores" }, `it has ${METHOD_LIST}`],
    ["a service that is not in it", { method: "Scorer/Score" }, `it has ${METHOD_LIST}`],
    [
      "a method that streams answers",
      { method: "shop.v1.Scorer/Watch" },
      "Watch streams its answers, and only unary",
    ],
    [
      "a method that streams requests",
      { method: "shop.v1.Scorer/Feed" },
      "Feed streams its requests, and only unary",
    ],
    [
      "a method that streams both",
      { method: "shop.v1.Scorer/Chat" },
      "Chat streams its requests and its answers, and only unary",
    ],
    [
      "bodies that do not fit",
      { bodies: bodies("{}", '{"value":1}', '{"values":[true]}') },
      "line 3 of in.jsonl: $.values[0]: expected a number, found true",
    ],
    ["a body that is no JSON", { bodies: bodies("{") }, "line 1 of in.jsonl: the body is not JSON"],
  ])("%s", async (_, changes, message) => {
    await expect(grpc.prepare(await contextOf(changes))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });

  it.each<[string, string, string]>([
    ["a file that does not parse", 'syntax = "proto3"; message M { nonsense }', "illegal name '}'"],
    [
      "a type that is nowhere",
      'syntax = "proto3"; import "far/away.proto"; message M {} service S { rpc C(M) returns (away.Reply); }',
      "no such type: away.Reply; not found: far/away.proto",
    ],
    ["a file without a service", 'syntax = "proto3"; message M {}', "has no method S/C: it has none at all"],
  ])("%s", async (_, text, message) => {
    const proto = join(tempFolder(), "s.proto");
    writeFileSync(proto, text);
    await expect(grpc.prepare(await contextOf({ proto, method: "S/C" }))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});

it("finds imports in the folders above, and needs no options that nobody uses", async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, "acme", "v1"), { recursive: true });
  writeFileSync(
    join(folder, "acme", "types.proto"),
    'syntax = "proto3"; package acme; message T { int32 a = 1; }',
  );
  const proto = join(folder, "acme", "v1", "s.proto");
  writeFileSync(
    proto,
    `syntax = "proto3"; package shop.v1; import "acme/types.proto"; import "google/api/annotations.proto";
     service Scorer { rpc Reset(acme.T) returns (acme.T) { option (google.api.http) = { post: "/x" body: "*" }; } }`,
  );
  const context = await contextOf({ proto, method: "shop.v1.Scorer/Reset", bodies: bodies('{"a":1}') });
  expect((await grpc.prepare(context)).requests).toHaveLength(1);
});

it.each<[string, Readonly<Record<string, Method>>, Partial<TargetContext>, RegExp, RegExp]>([
  [
    "a server without the method",
    { Score: (_, answer) => answer({ code: status.UNIMPLEMENTED, details: "unknown" }) },
    {},
    /12 UNIMPLEMENTED: unknown/,
    /--method/,
  ],
  [
    "a server that refuses the message",
    { Score: (_, answer) => answer({ code: status.INVALID_ARGUMENT, details: "two values" }) },
    {},
    /3 INVALID_ARGUMENT: two values/,
    /--body/,
  ],
  [
    "an answer that fails --check",
    {},
    { check: "$.score == 5" },
    /\$.score == 5 does not hold of/,
    /--check/,
  ],
])("refuses %s, with exit code 4", async (_, methods, changes, message, fix) => {
  await expect(grpc.prepare(await contextOf(changes, methods))).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});

it("refuses an answer of another type, with exit code 4", async () => {
  const folder = tempFolder();
  const proto = join(folder, "s.proto");
  // The server's reasons are text, where this file promises messages.
  writeFileSync(
    proto,
    `syntax = "proto3"; package shop.v1; message Q { repeated float values = 2; } message R { repeated R inner = 2; }
     service Scorer { rpc Score(Q) returns (R); }`,
  );
  const context = await contextOf(
    { proto, bodies: bodies('{"values":[1]}') },
    { Score: (_, answer) => answer(null, { reasons: ["no reason"] }) },
  );
  await expect(grpc.prepare(context)).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringContaining("with an unexpected message: the answer is no shop.v1.R"),
  });
});
