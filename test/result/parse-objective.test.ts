import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OBJECTIVE_LATENCIES, type Objective } from "../../src/result/objective.ts";
import { objectiveSchema, objectiveTextSchema } from "../../src/result/objective-schema.ts";
import { objectiveWords } from "../../src/result/objective-words.ts";
import { objectiveOf, parseObjective, problemWords } from "../../src/result/parse-objective.ts";

const latency = (text: string, latency: string, statistic: number | string, limitMs: number) =>
  ({ kind: "latency", text, latency, statistic, limitMs }) as Objective;
const figure = (text: string, figure: string, limit: number) =>
  ({ kind: "figure", text, figure, limit }) as Objective;

describe("an objective", () => {
  it.each<[string, Objective]>([
    ["p99<=50ms", latency("p99<=50ms", "response", 99, 50)],
    ["p50 <= 1.5s", latency("p50<=1.5s", "response", 50, 1500)],
    [" p90<=250us ", latency("p90<=250us", "response", 90, 0.25)],
    ["p95<=2m", latency("p95<=2m", "response", 95, 120_000)],
    ["p999<=1s", latency("p999<=1s", "response", 99.9, 1000)],
    ["p99.9<=1s", latency("p999<=1s", "response", 99.9, 1000)],
    ["ttft.p99 <= 200ms", latency("ttft.p99<=200ms", "ttft", 99, 200)],
    ["tpot.p99.9<=20ms", latency("tpot.p999<=20ms", "tpot", 99.9, 20)],
    ["p75<=50ms", latency("p75<=50ms", "response", 75, 50)],
    ["p99.99<=1s", latency("p99.99<=1s", "response", 99.99, 1000)],
    ["response.p99<=1s", latency("p99<=1s", "response", 99, 1000)],
    ["service.max<=1s", latency("service.max<=1s", "service", "max", 1000)],
    ["mean<=5ms", latency("mean<=5ms", "response", "mean", 5)],
    ["errors<=0.1%", figure("errors<=0.1%", "errors", 0.001)],
    ["throughput >= 300/s", figure("throughput>=300/s", "throughput", 300)],
    ["cost<=$1.50/M", figure("cost<=$1.50/M", "cost", 1.5)],
    ["cost<=1.5/M", figure("cost<=1.5/M", "cost", 1.5)],
    ["accuracy>=99%", figure("accuracy>=99%", "accuracy", 0.99)],
    ["energy<=0.5J", figure("energy<=0.5J", "energy", 0.5)],
    [
      "attainment( ttft<=200ms , tpot<=30ms ) >= 99%",
      {
        kind: "attainment",
        text: "attainment(ttft<=200ms,tpot<=30ms)>=99%",
        limits: [
          { latency: "ttft", limitMs: 200 },
          { latency: "tpot", limitMs: 30 },
        ],
        share: 0.99,
      },
    ],
  ])("is read from %o, and its text is read as the same again", (text, expected) => {
    expect(parseObjective(text)).toEqual(expected);
    expect(objectiveOf(expected.text)).toEqual(expected);
    expect(objectiveSchema.parse(text)).toEqual(expected);
    expect(objectiveTextSchema.parse(text)).toBe(text);
  });

  it.each<[string, RegExp, string | null]>([
    ["", /a figure, <= or >=, and a limit with its unit, such as p99<=50ms/, null],
    ["p99", /a figure, <= or >=, and a limit/, null],
    ["p99<=", /a figure, <= or >=, and a limit/, null],
    ["p99<50ms", /p99 takes <=, not </, "p99<=50ms"],
    ["p99>=50ms", /p99 takes <=, not >=/, "p99<=50ms"],
    ["p99<=50", /"50" is not a limit for p99/, "p99<=50ms"],
    ["p99<=50 ms", /"50 ms" is not a limit/, "p99<=50ms"],
    ["p99: 50ms", /takes <=, not :/, "p99<=50ms"],
    ["p99<=soon", /"soon" is not a limit for p99, such as 50ms/, null],
    ["p9999<=1s", /no figure "p9999"/, "p999<=1s"],
    ["p100<=1s", /no figure "p100"/, "max<=1s"],
    ["p99<=50ms p90<=1s", /"50ms p90<=1s" is not a limit/, "p99<=50ms"],
    ["chunkGap.p99<=50ms", /no figure "chunkGap.p99"/, null],
    [
      "ttft<=200ms",
      /every request has its own ttft: name a percentile of it, such as ttft.p99/,
      "ttft.p99<=200ms",
    ],
    ["tftf.p99<=1s", /no figure "tftf.p99"/, "ttft.p99<=1s"],
    ["error<=1%", /no figure "error"/, "errors<=1%"],
    ["errors<=0.01", /"0.01" is not a limit for errors/, "errors<=1%"],
    ["errors>=1%", /errors takes <=, not >=/, "errors<=1%"],
    ["throughput>=300", /"300" is not a limit for throughput/, "throughput>=300/s"],
    ["trhoughput>=300/s", /no figure/, "throughput>=300/s"],
    ["rps>=300", /no figure "rps"/, "throughput>=300/s"],
    ["cost<=1.5", /"1.5" is not a limit for cost/, "cost<=$1.5/M"],
    ["accuracy>=101%", /"101%" is not a limit for accuracy, such as 99%/, null],
    ["errors<=101%", /"101%" is not a limit for errors, such as 1%/, null],
    ["max<=1sec", /"1sec" is not a limit for max, such as 50ms/, null],
    ["throughput>=1,000/s", /"1,000\/s" is not a limit/, null],
    ["p99 ≤ 50 ms", /"50 ms" is not a limit/, "p99<=50ms"],
    ["goodput>=99%", /no figure "goodput"/, "attainment(response<=50ms)>=99%"],
    ["attainment(response<=1ms)>=0%", /which always holds then/, null],
    [
      "attainment(response.p99<=1ms)>=99%",
      /"response.p99<=1ms" is not a limit/,
      "attainment(response<=1ms)>=99%",
    ],
    ["attainment(ttft<=200ms;tpot<=30ms)>=99%", /is not a limit/, "attainment(ttft<=200ms,tpot<=30ms)>=99%"],
    ["offered>=5/s", /no figure "offered" that can be held/, null],
    ["constructor<=1s", /no figure "constructor"/, null],
    [
      "attainment(ttft<=200)>=99%",
      /"ttft<=200" is not a limit for a time of a request/,
      "attainment(ttft<=200ms)>=99%",
    ],
    ["attainment(tpto<=30ms)>=99%", /"tpto<=30ms"/, "attainment(tpot<=30ms)>=99%"],
    ["attainment(ttft<=200ms)>=0.99", /"0.99" is not a limit/, "attainment(ttft<=200ms)>=99%"],
    ["attainment(ttft<=200ms)<=99%", /takes >=, not <=/, "attainment(ttft<=200ms)>=99%"],
    ["attainment()>=99%", /"" is not a limit for a time of a request/, "attainment(response<=50ms)>=99%"],
  ])("%o is none: %s", (text, problem, suggestion) => {
    const read = parseObjective(text);
    if (!("problem" in read)) return expect.fail(`${text} was read`);
    expect(read.problem).toMatch(problem);
    expect(read.suggestion).toBe(suggestion);
    expect(objectiveSchema.safeParse(text).error?.issues[0]?.message).toBe(problemWords(read));
    expect(objectiveTextSchema.safeParse(text).success).toBe(false);
    expect(() => objectiveOf(text)).toThrow(TypeError);
  });

  it("what a suggestion says is an objective, whatever was written", () => {
    const name = fc.constantFrom(
      "p99",
      "p9",
      "ttft",
      "ttft.p95",
      "errors",
      "thruput",
      "cost",
      "Accuracy",
      "x",
    );
    const operator = fc.constantFrom("<=", ">=", "<", ">", "=", "==");
    const limit = fc.constantFrom("50", "50ms", "0.5", "99%", "$3/M", "300/s", "fast", "1.5 s", "-1");
    fc.assert(
      fc.property(name, operator, limit, (name, operator, limit) => {
        const read = parseObjective(name + operator + limit);
        if ("problem" in read && read.suggestion !== null)
          expect(parseObjective(read.suggestion), `${name}${operator}${limit}`).not.toHaveProperty("problem");
      }),
    );
  });

  it("any percentile and duration come back from their text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OBJECTIVE_LATENCIES),
        fc.integer({ min: 1, max: 999_999 }),
        fc.integer({ min: 1, max: 100_000 }),
        (latency, tenThousandths, limitMs) => {
          const read = objectiveOf(`${latency}.p${tenThousandths / 10_000}<=${limitMs}ms`);
          expect(read).toMatchObject({ latency, statistic: tenThousandths / 10_000, limitMs });
          expect(objectiveOf(read.text)).toEqual(read);
        },
      ),
    );
  });

  it.each([
    ["p999<=50ms", "p99.9 ≤ 50 ms"],
    ["ttft.p99<=0.2s", "ttft p99 ≤ 200 ms"],
    ["errors<=0.1%", "share of requests that failed ≤ 0.10 %"],
    ["throughput>=300/s", "requests per second ≥ 300.0/s"],
    ["cost<=$1.50/M", "cost per million requests ≤ $1.50"],
    [
      "attainment(ttft<=200ms,response<=1s)>=99%",
      "≥ 99.0 % of requests with TTFT ≤ 200 ms and response time ≤ 1 s",
    ],
  ])("%s in words: %s", (text, words) => {
    expect(objectiveWords(objectiveOf(text))).toBe(words);
  });
});
