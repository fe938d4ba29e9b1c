import { describe, expect, it } from "vitest";
import { httpJson } from "../../../src/targets/http-json.ts";
import { judgeAnswer } from "../../../src/targets/judge/judge-answer.ts";
import type { HttpResponse } from "../../../src/wire/http/http-response.ts";

const answer = (given: Partial<HttpResponse>): HttpResponse => ({
  status: 200,
  headers: new Map(),
  body: new TextEncoder().encode('{"ok":1}'),
  bodyBytes: 8,
  keepAlive: true,
  ...given,
});
const CUT = { bodyBytes: 300_000_000, cutAtBytes: 2 ** 28 };
const GZIP = { headers: new Map([["content-encoding", "gzip"]]) };

describe("an answer whose body cannot be read", () => {
  it.each([
    ["was cut", CUT, /300000000 bytes .* 256 MiB .* its own limit, not a fault of the server$/],
    ["is compressed", GZIP, /compressed \(content-encoding gzip\)/],
  ])("because it %s is wrong where its body is judged, for that reason", (_, given, message) => {
    const judged = judgeAnswer(httpJson, answer(given), { check: "$.ok == 1", isJson: true });
    expect(judged).toMatchObject({ outcome: "wrong", failure: "response-shape" });
    expect(judged.message).toMatch(message);
  });

  it.each([CUT, GZIP])("is ok where nobody reads its body", (given) => {
    expect(judgeAnswer(httpJson, answer(given), null).outcome).toBe("ok");
  });

  it("is the refusal that its status says", () => {
    const judged = judgeAnswer(httpJson, answer({ ...GZIP, status: 503 }), {
      check: "$.ok == 1",
      isJson: true,
    });
    expect(judged).toMatchObject({ outcome: "error", failure: "http-status" });
    expect(judged.message).toBe("a body compressed with gzip");
  });
});

it("a plain answer is judged by the target, also one that says so", () => {
  const plain = answer({ headers: new Map([["content-encoding", "identity"]]) });
  expect(judgeAnswer(httpJson, plain, { check: "$.ok == 1", isJson: true }).outcome).toBe("ok");
  expect(judgeAnswer(httpJson, plain, { check: "$.ok == 2", isJson: true }).outcome).toBe("wrong");
});
