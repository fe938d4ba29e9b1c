import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExchangeError, exchange } from "../../src/targets/ask/session.ts";
import { TARGETS } from "../../src/targets/index.ts";
import type { Target } from "../../src/targets/target.ts";
import type { HttpResponse } from "../../src/wire/http/http-response.ts";
import { WireError } from "../../src/wire/wire-error.ts";
import { cutAt, cutsArbitrary } from "../wire/http/http1-response-arbitrary.ts";
import { startCuttingProxy } from "./targets/bad-servers.ts";
import type { Served } from "./targets/good-server.ts";
import {
  closeLater,
  contextAt,
  firstOf,
  type GoodAnswer,
  goodAnswer,
  MEETINGS,
  PATIENT_MS,
  refusalOf,
} from "./targets/meeting.ts";
import { onnxAnswer } from "./targets/onnx-model.ts";

// An answer that is cut short must never count as a good one: of the rest nobody knows what it was.

const lengthsOf = ({ body }: HttpResponse) => Array.from({ length: body.length }, (_, bytes) => bytes);

/** As if the server, or a proxy, had taken that for the whole answer. */
function shortened(response: HttpResponse, bytes: number): HttpResponse {
  return { ...response, body: response.body.subarray(0, bytes), bodyBytes: bytes };
}

/** Lengths at which a shortened answer passes for a good one. */
function passing(
  target: Target,
  { response, expected }: Pick<GoodAnswer, "response" | "expected">,
): number[] {
  return lengthsOf(response).filter(
    (bytes) => target.classify(shortened(response, bytes), expected).outcome === "ok",
  );
}

function expectNoValues(target: Target, { response, expected }: Pick<GoodAnswer, "response" | "expected">) {
  for (const bytes of lengthsOf(response))
    expect(() => target.valuesOf?.(shortened(response, bytes), expected), `${bytes} bytes`).toThrow(
      WireError,
    );
}

describe.each(MEETINGS)("%s", (_, meeting) => {
  const { target, server } = meeting;

  it("an answer that ends at any byte is not ok, unless nobody can tell", async () => {
    const good = await goodAnswer(meeting);
    const kept = (bytes: number) => new TextDecoder().decode(good.response.body.subarray(0, bytes));
    const looksWhole = lengthsOf(good.response).filter(
      (bytes) => server.looksWhole?.at(kept(bytes)) === true,
    );
    expect(passing(target, good)).toEqual(looksWhole);
  });

  it.runIf(target.valuesOf !== undefined)("an answer that ends at any byte has no values", async () => {
    expectNoValues(target, await goodAnswer(meeting));
  });

  it("a connection that ends in an answer is a failure, and never another answer", async () => {
    const { served, prepared, response } = await goodAnswer(meeting);
    const ask = async (bytes: number) => {
      const proxy = closeLater(await startCuttingProxy(served.address, bytes));
      const asked = exchange(proxy.address, firstOf(prepared), prepared.version, PATIENT_MS);
      return { answer: await asked.catch((error: unknown) => error), saidBytes: proxy.saidBytes() };
    };
    const { saidBytes } = await ask(Number.POSITIVE_INFINITY);
    for (let tenth = 0; tenth < 10; tenth++) {
      const { answer } = await ask(1 + Math.floor((saidBytes * tenth) / 10));
      if (tenth < 5) expect(answer).toBeInstanceOf(ExchangeError);
      // In HTTP/2, frames that say nothing may follow an answer.
      if (!(answer instanceof ExchangeError)) expect(answer).toMatchObject({ body: response.body });
      else expect(["closed", "reset", "protocol"]).toContain(answer.code);
    }
  });

  it("a server whose connections end in its answers is refused before any load", async () => {
    const { served }: { served: Served } = await goodAnswer(meeting);
    for (const bytes of [0, 1, 12, 40]) {
      const proxy = closeLater(await startCuttingProxy(served.address, bytes));
      await refusalOf(target.prepare(contextAt(proxy, server)));
    }
  });
});

it("onnx: an answer that ends at any byte is not ok, and has no values", async () => {
  const good = await onnxAnswer();
  expect(passing(TARGETS.onnx, good)).toEqual([]);
  expectNoValues(TARGETS.onnx, good);
});

const STREAMS = MEETINGS.filter(
  ([, { target, server }]) => target.openReader !== undefined && server.given.stream !== false,
);

it("every target that reads answers as they come has a stream here", () => {
  const reading = Object.values(TARGETS).filter(({ openReader }) => openReader !== undefined);
  expect(STREAMS.map(([, { target }]) => target)).toEqual(expect.arrayContaining(reading));
});

it.each(STREAMS)(
  "%s: a stream is judged alike in whichever parts it comes, whole or cut",
  async (_, meeting) => {
    const { target } = meeting;
    const { response, expected } = await goodAnswer(meeting);
    const reader = target.openReader?.(expected);
    fc.assert(
      fc.property(fc.nat(response.body.length), cutsArbitrary, (bytes, cuts) => {
        const cut = shortened(response, bytes);
        reader?.start();
        for (const part of cutAt(cut.body, cuts)) reader?.take(part, 0);
        expect(reader?.end()).toEqual(target.classify(cut, expected));
      }),
    );
  },
);
