import { describe, expect, it } from "vitest";
import { exchange } from "../../src/targets/ask/session.ts";
import { discover } from "../../src/targets/discover.ts";
import { TARGETS, type TargetKind } from "../../src/targets/index.ts";
import { targetKindSchema } from "../../src/targets/options.ts";
import { TARGET_OPTIONS } from "../../src/targets/target.ts";
import { contextFor } from "../targets/fake-server.ts";
import { STRANGERS } from "./targets/bad-servers.ts";
import { REFUSAL } from "./targets/good-server.ts";
import {
  closeLater,
  contextAt,
  expectRefusal,
  firstOf,
  goodAnswer,
  MEETINGS,
  PATIENT_MS,
  refusalOf,
  SILENCE_MS,
  start,
} from "./targets/meeting.ts";
import { onnxAnswer, onnxContext, sessionAt } from "./targets/onnx-model.ts";

const KINDS = targetKindSchema.options;
const RECOGNISING = KINDS.filter((kind) => TARGETS[kind].recognise !== undefined);
const OK = { outcome: "ok", failure: "none" };

it("the registry and the option name the same targets", () => {
  expect(Object.keys(TARGETS)).toEqual(KINDS);
});

describe.each(KINDS)("%s", (kind) => {
  const target = TARGETS[kind];

  it("is registered under its own name, with a line on what it speaks", () => {
    expect(target.kind).toBe(kind);
    expect(target.title).toMatch(/^[^\n]{10,}$/);
  });

  it("takes options that there are, each once", () => {
    expect(target.takes.filter((option) => !TARGET_OPTIONS.includes(option))).toEqual([]);
    expect(new Set(target.takes).size).toBe(target.takes.length);
  });

  it("hands out values where it takes --verify, and nowhere else", () => {
    expect(target.valuesOf !== undefined).toBe(target.takes.includes("verify"));
  });

  it("calls what a proxy answers in place of the server an error, and says what that was", () => {
    const body = new TextEncoder().encode(REFUSAL);
    const answer = { status: 503, headers: new Map(), body, bodyBytes: body.length, keepAlive: true };
    const { outcome, failure, status, message } = target.classify(answer, null);
    expect({ outcome, failure, status }).toEqual({
      outcome: "error",
      failure: "http-status",
      status: undefined,
    });
    expect(message).toContain(REFUSAL);
  });
});

describe.each(MEETINGS)("%s", (_, meeting) => {
  const { kind, target, server } = meeting;

  describe("the good server", () => {
    it("is prepared for load as plain data, and all of its answers are ok", async () => {
      const served = await start(server);
      const prepared = await target.prepare(contextAt(served, server));
      expect(structuredClone(prepared)).toEqual(prepared);
      expect(prepared.requests.length).toBeGreaterThan(0);
      if (server.over === "gRPC") expect(prepared.version).toBe("2");
      for (const request of prepared.requests) {
        const response = await exchange(served.address, request, prepared.version, PATIENT_MS);
        expect(target.classify(response, structuredClone(prepared.expected))).toMatchObject(OK);
        const values = target.valuesOf?.(response, prepared.expected);
        if (values !== undefined) expect(values.length).toBeGreaterThan(0);
      }
    });

    it("is judged from status, length and text alone, where the target says so", async () => {
      const { prepared, response, expected } = await goodAnswer(meeting);
      const body = new TextEncoder().encode(new TextDecoder().decode(response.body));
      const asText = { ...response, headers: new Map(), body };
      if (prepared.judgedAsText) expect(target.classify(asText, expected)).toMatchObject(OK);
    });

    it("is recognised by its own target, and by another only where the order of discovery allows for it", async () => {
      const context = contextAt(await start(server), server);
      const claims: TargetKind[] = [];
      for (const other of RECOGNISING) {
        const found = (await TARGETS[other].recognise?.(context)) ?? null;
        if (found === null) continue;
        expect(found).toMatch(/\w/);
        claims.push(other);
      }
      const own = RECOGNISING.filter((one) => one === kind);
      expect(claims.toSorted()).toEqual([...own, ...(server.alsoSpeaks ?? [])].toSorted());
    });

    it("is discovered by its URL, where there is something to know it by", async () => {
      const found = discover(contextAt(await start(server), server), server.over === "gRPC");
      if (RECOGNISING.includes(kind) || kind === "http-json") expect((await found).kind).toBe(kind);
      else await refusalOf(found);
    });

    it("does not know another name, and is refused with that name and a cure", async () => {
      const { name, given } = server.lost;
      const { message } = await refusalOf(target.prepare(contextAt(await start(server), server, given)));
      expect(message).toContain(name);
    });
  });

  describe.each(server.calls)("a server that fails at %s", (call) => {
    it("by refusing it is refused in its own words, unless the call was not needed", async () => {
      const context = contextAt(await start(server, { call, how: "refuses" }), server);
      await target.prepare(context).then(
        () => expect(call).not.toBe(server.load),
        (error: unknown) => expect(expectRefusal(error).message).toContain(REFUSAL),
      );
    });

    it("by never answering is refused when the time is up, unless the call was not needed", async () => {
      const served = await start(server, { call, how: "hangs" });
      const context = contextAt(served, server, { timeoutMs: SILENCE_MS });
      await target.prepare(context).then(() => expect(call).not.toBe(server.load), expectRefusal);
    });
  });

  it("an error under load is an error, with its status and its words", async () => {
    const { prepared, expected } = await goodAnswer(meeting);
    const { address } = await start(server, { call: server.load, how: "refuses" });
    const response = await exchange(address, firstOf(prepared), prepared.version, PATIENT_MS);
    const { outcome, message, status = response.status } = target.classify(response, expected);
    expect({ outcome, status }).toEqual({ outcome: "error", status: server.refusedWith });
    expect(message).toContain(REFUSAL);
  });

  describe.each(STRANGERS)("a server that $how", (stranger) => {
    const timeoutMs = stranger.isSilent ? SILENCE_MS : PATIENT_MS;
    const meet = async () => contextAt(closeLater(await stranger.start()), server, { timeoutMs });

    it("is refused", async () => {
      await refusalOf(target.prepare(await meet()));
    });

    it.runIf(target.recognise !== undefined)("is not recognised", async () => {
      const recognised = target.recognise?.(await meet()) ?? Promise.resolve(null);
      if (stranger.isSilent) await refusalOf(recognised);
      else expect(await recognised).toBeNull();
    });
  });
});

describe("onnx, a model in this process", () => {
  it("is prepared for load as plain data, and all of its answers are ok", async () => {
    const context = onnxContext();
    const prepared = await TARGETS.onnx.prepare(context);
    expect(structuredClone(prepared)).toEqual(prepared);
    expect(prepared.requests.length).toBeGreaterThan(0);
    const session = sessionAt(context);
    for (const request of prepared.requests)
      expect(TARGETS.onnx.classify(await session.exchange(request), prepared.expected)).toMatchObject(OK);
  });

  it("that does not compute is refused in its own words before the load, and fails with them under load", async () => {
    const words = "expected 1 to 1 items";
    const small = onnxContext({ maxBatch: 1 });
    expect((await refusalOf(TARGETS.onnx.prepare(small))).message).toContain(words);
    const { prepared } = await onnxAnswer();
    await expect(sessionAt(small).exchange(firstOf(prepared))).rejects.toMatchObject({
      code: "model",
      message: expect.stringContaining(words),
    });
  });

  it("that is not there is refused with its name and a cure", async () => {
    const { message } = await refusalOf(
      TARGETS.onnx.prepare(onnxContext({ name: "lost", path: "lost.onnx" })),
    );
    expect(message).toContain("lost");
  });
});

describe.each(STRANGERS)("discovery of a server that $how", (stranger) => {
  it.each([
    ["http", false],
    ["grpc", true],
  ])("finds nothing by a URL with %s", async (_, isGrpc) => {
    const timeoutMs = stranger.isSilent ? SILENCE_MS : PATIENT_MS;
    const served = closeLater(await stranger.start());
    await refusalOf(discover(contextFor(served, { model: null, timeoutMs }), isGrpc));
  });
});
