import { expect, it } from "vitest";
import { judgeJson, judgeValue } from "../../../src/targets/judge/answer-check.ts";

const judge = (text: string, check: string) => {
  const body = new TextEncoder().encode(text);
  return judgeJson(body, (value) => judgeValue(check, value, body));
};

it("an answer that is nested too deep for the condition is wrong, with the reason", () => {
  for (const depth of [200, 100_000]) {
    const deep = `${"[".repeat(depth)}{"a":1}${"]".repeat(depth)}`;
    const judged = judge(deep, "$..a");
    expect(judged).toMatchObject({ outcome: "wrong", failure: "response-value" });
    expect(judged.message).toMatch(/^\$\.\.a cannot be evaluated on "\[\[.*: .*\w/);
  }
});

it("quotes an answer as it is, whatever stands in it", () => {
  expect(judge('{"a":"$& $1 …"}', "$.b").message).toBe('$.b does not hold of "{\\"a\\":\\"$& $1 …\\"}"');
});

it("reads numbers that are not finite, as Python's servers write them", () => {
  expect(judge('{"score":NaN,"ok":1}', "$.ok == 1")).toMatchObject({ outcome: "ok" });
});

it("holds names that every object has against the answer alone", () => {
  expect(judge('{"a":1}', "$.constructor")).toMatchObject({ outcome: "wrong" });
  expect(judge('{"__proto__":{"a":1}}', "$.__proto__.a == 1")).toMatchObject({ outcome: "ok" });
});
