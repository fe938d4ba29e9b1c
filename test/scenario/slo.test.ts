import { describe, expect, it } from "vitest";
import { parseSlo, sloSchema } from "../../src/scenario/slo.ts";

describe("parseSlo", () => {
  it.each<[string, ReturnType<typeof parseSlo>]>([
    ["p99<=50ms", { text: "p99<=50ms", measure: "response", percentile: "p99", limitMs: 50 }],
    ["p50 <= 1.5s", { text: "p50<=1.5s", measure: "response", percentile: "p50", limitMs: 1500 }],
    [" p90<=250us ", { text: "p90<=250us", measure: "response", percentile: "p90", limitMs: 0.25 }],
    ["p95<=2m", { text: "p95<=2m", measure: "response", percentile: "p95", limitMs: 120_000 }],
    ["p999<=1s", { text: "p999<=1s", measure: "response", percentile: "p999", limitMs: 1000 }],
    ["ttft.p99 <= 200ms", { text: "ttft.p99<=200ms", measure: "ttft", percentile: "p99", limitMs: 200 }],
    ["tpot.p99.9<=20ms", { text: "tpot.p999<=20ms", measure: "tpot", percentile: "p999", limitMs: 20 }],
    ["p99.9<=1s", { text: "p999<=1s", measure: "response", percentile: "p999", limitMs: 1000 }],
  ])("reads %o", (text, expected) => {
    expect(parseSlo(text)).toEqual(expected);
    expect(sloSchema.safeParse(text).success).toBe(true);
  });

  it.each<[string, string]>([
    ["", "nothing"],
    ["p99", "no limit"],
    ["p99<=", "no duration"],
    ["p99<50ms", "another comparison"],
    ["p99>=50ms", "the wrong way round"],
    ["p99<=50", "no unit"],
    ["p98<=50ms", "a percentile that is not reported"],
    ["p9999<=1s", "a percentile that is not reported"],
    ["p99<=50ms p90<=1s", "two in one"],
    ["mean<=50ms", "no percentile"],
    ["chunkGap.p99<=50ms", "failed requests have no gaps to count"],
    ["ttft<=50ms", "a time without a percentile"],
  ])("refuses %o (%s)", (text) => {
    expect(parseSlo(text)).toBeUndefined();
    expect(sloSchema.safeParse(text).error?.issues[0]?.message).toContain("such as p99<=50ms");
  });
});
