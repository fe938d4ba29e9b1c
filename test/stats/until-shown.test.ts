import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import type { Outcome, Sample } from "../../src/core/sample.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import type { AccuracyCounts } from "../../src/stats/accuracy.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";
import { ObjectiveWatch, planLooks } from "../../src/stats/until-shown.ts";

const LOAD: Load = { kind: "open", arrivals: { kind: "poisson", ratePerSec: 100 } };
const LOOKS = planLooks(2000, 32_000);
const EVERY_MS = 10;

interface Given {
  /** Response time of the n-th request, ms; null = not answered yet. */
  readonly tookMs?: (seq: number) => number | null;
  readonly outcome?: (seq: number) => Outcome;
  readonly accuracy?: AccuracyCounts;
}

/** Whether the first look at a run of 100 requests a second, after 2 s, finds the objective decided. */
function decidedAtFirstLook(text: string, given: Given = {}): boolean {
  const chance = createRng(1, "service");
  const { tookMs = () => 3 + 9 * chance(), outcome = () => "ok", accuracy } = given;
  const objectives = [objectiveOf(text)];
  const watch = new ObjectiveWatch(LOOKS, objectives, LOAD);
  let enough = false;
  const recorder = new RunRecorder({
    shards: 1,
    measureFromMs: 0,
    measureMs: 32_000,
    shortestMs: 2000,
    objectives,
    offeredPerWindow: () => 1000 / EVERY_MS,
    onWindow: ({ startMs }) => {
      enough ||= watch.isEnough(startMs + 1000, recorder);
    },
  });
  if (accuracy !== undefined) recorder.countAnswers(0, accuracy);
  for (let seq = 0; seq * EVERY_MS < 2000; seq++) {
    const took = tookMs(seq);
    if (took !== null) recorder.add(sampleOf(seq, took, outcome(seq)));
    recorder.addSends(0, Float64Array.of(seq * EVERY_MS), 0, seq * EVERY_MS);
  }
  recorder.progress(0, 2001, 1);
  return enough;
}

function sampleOf(seq: number, tookMs: number, outcome: Outcome): Sample {
  const intendedMs = seq * EVERY_MS;
  return {
    seq,
    shard: 0,
    phase: "measure",
    endpoint: 0,
    items: 1,
    intendedMs,
    sentMs: intendedMs,
    firstByteMs: null,
    // The answers have all come when the run is looked at.
    doneMs: Math.min(1999, intendedMs + tookMs),
    bytes: 0,
    outcome,
    failure: outcome === "ok" ? "none" : "refused",
    status: 200,
  };
}

/** Counts of 200 answers, of which so many were right, about so many different items. */
function answers(right: number, items: number): AccuracyCounts {
  return {
    checked: 200,
    right,
    rightAlone: right,
    differing: 0,
    answered: new Uint8Array(300).fill(1, 0, items),
  };
}

describe("an objective on accuracy is decided by the answers so far", () => {
  // The bound of one of five looks: 0.01^(1/n) for n different items that were all right.
  it.each<[string, AccuracyCounts | undefined, boolean]>([
    ["accuracy>=90%", answers(200, 60), true],
    ["accuracy>=90%", answers(200, 20), false],
    ["accuracy>=90%", answers(180, 200), false],
    ["accuracy>=90%", answers(100, 60), true],
    ["accuracy>=99%", answers(200, 200), false],
    ["accuracy>=90%", undefined, false],
  ])("%s %o", (text, accuracy, decided) => {
    expect(decidedAtFirstLook(text, accuracy && { accuracy })).toBe(decided);
  });

  it("and those that are still under way may turn out either way", () => {
    const given = { accuracy: answers(200, 60), tookMs: (seq: number) => (seq < 100 ? 5 : null) };
    expect(decidedAtFirstLook("accuracy>=90%", given)).toBe(false);
  });
});

describe("objectives of other kinds", () => {
  it.each<[string, boolean]>([
    ["p50<=20ms", true],
    ["p50<=7.5ms", false],
    ["p99<=20ms", false],
    ["p90<=5ms", true],
    ["ttft.p50<=1ms", false],
    ["mean<=20ms", true],
    ["mean<=1ms", true],
    ["mean<=7.5ms", false],
    ["attainment(response<=20ms)>=90%", true],
    ["attainment(response<=20ms)>=99%", false],
    ["attainment(response<=20ms)>=100%", true],
    ["errors<=10%", true],
    ["errors<=1%", false],
    ["errors<=0%", true],
    ["max<=1ms", true],
    ["throughput>=1/s", true],
    ["cost<=$1/M", true],
    ["tail<=1ms", true],
  ])("%s is decided after 200 requests: %s", (text, decided) => {
    expect(decidedAtFirstLook(text)).toBe(decided);
  });

  it("a mean with a failure is infinite, however long the run", () => {
    const outcome = (seq: number): Outcome => (seq === 7 ? "error" : "ok");
    expect(decidedAtFirstLook("mean<=7.5ms", { outcome })).toBe(true);
  });

  it("a share is not decided while so many are under way that they may turn it", () => {
    expect(decidedAtFirstLook("p50<=20ms", { tookMs: (seq) => (seq < 100 ? 5 : null) })).toBe(false);
  });
});
