import { assembleGate, type GateFacts, type MeasuredPair } from "../../src/gate/assemble-gate.ts";
import type { PairSearches, SideSearch } from "../../src/gate/load-line.ts";
import type { GateMetric } from "../../src/gate/metric.ts";
import { type AskedMetric, metricsOf, parseMetric } from "../../src/gate/parse-metric.ts";
import type { GateResult } from "../../src/result/gate-result.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { goodRun } from "../report/run/fixture.ts";

const GOOD = goodRun();

/** A run like the good one, whose response times are so many times its own, without failures. */
export function runOf(times: number, changes: Partial<RunResult> = {}): RunResult {
  const { response } = GOOD.latencyMs;
  const scaled = { p50: (response.p50 ?? 1) * times, p95: (response.p95 ?? 2) * times };
  return {
    ...GOOD,
    requests: { ...GOOD.requests, failed: 0 },
    latencyMs: { ...GOOD.latencyMs, response: { ...response, ...scaled } },
    ...changes,
  };
}

/** A run that the machine spoiled. */
export function spoiledRun(): RunResult {
  const reason = { code: "machine-stalls", message: "the machine stalled", cure: "end other programs" };
  return runOf(1, { verdict: { ...GOOD.verdict, valid: false, reasons: [reason] } });
}

/** Pairs whose candidate is so many times as slow; each pair differs a little from the others. */
export function pairsOf(times: number, count = 7): MeasuredPair[] {
  return Array.from({ length: count }, (_, i) => {
    const common = 1 + 0.1 * Math.sin(i);
    return pairOf(runOf(common), runOf(common * times * (1 + 0.004 * (i - (count - 1) / 2))), i);
  });
}

export function pairOf(baseline: RunResult, candidate: RunResult, i = 0): MeasuredPair {
  const folder = (side: string) => `points/pair-00${i + 1}-${side}/attempt-1`;
  return {
    baseline,
    candidate,
    seed: 1 + i,
    first: i % 2 === 0 ? "baseline" : "candidate",
    folders: { baseline: folder("baseline"), candidate: folder("candidate") },
    attempts: { baseline: 1, candidate: 1 },
    controlMs: { baseline: 0.04, candidate: 0.04 * (1 + 0.002 * Math.sin(3 * i)) },
  };
}

/** The metrics by their names, and failed requests. */
export function metricsNamed(...names: string[]) {
  const asked = names.map((name) => {
    const metric = parseMetric(name);
    if ("problem" in metric) throw new Error(metric.problem);
    return metric satisfies AskedMetric;
  });
  return metricsOf(asked, 0.05);
}

/** A gate of these pairs. */
export function gateOf(pairs: readonly MeasuredPair[], changes: Partial<GateFacts> = {}): GateResult {
  return assembleGate({
    plimsollVersion: "0.0.0",
    command: ["plimsoll", "gate", "--baseline-url", "http://127.0.0.1:1", "--seed", "1"],
    startedAt: "2026-11-30T10:00:00.000Z",
    partial: false,
    seed: 1,
    environment: { cpu: "a processor" },
    sides: {
      baseline: { by: "url", given: "http://127.0.0.1:1" },
      candidate: { by: "url", given: "http://127.0.0.1:2" },
    },
    sameSides: false,
    metrics: metricsNamed("p50", "p95"),
    plan: { looks: [7, 14], alpha: 0.05 },
    confirm: false,
    capacityPerSec: null,
    phases: { warmupMs: 2000, measureMs: 10_000 },
    caveats: [],
    controlBeforeMs: [0.04, 0.0404, 0.0398, 0.0401],
    pairs,
    confirmation: null,
    ...changes,
  });
}

/** What a search found: the rates between which its line lies, of which one or both may be missing, and one between them that decided nothing. */
export type Interval = readonly [lowPerSec: number | null, highPerSec: number | null, openPerSec?: number];

/** The searches of both sides of a pair for one load line, which ended with these intervals. */
export function searchesOf(baseline: Interval, candidate: Interval): PairSearches {
  const search = ([lowPerSec, highPerSec, openPerSec]: Interval): SideSearch => {
    const missing = highPerSec === null ? "not shown" : "unreachable";
    const state = lowPerSec === null ? missing : highPerSec === null ? "at least" : "found";
    return {
      lines: { loadLine: { state, lowPerSec, nextPerSec: openPerSec ?? highPerSec, highPerSec } },
      probes: 5,
      spoiled: 0,
      firstPerSec: 70,
      spentMs: 60_000,
    };
  };
  return { baseline: search(baseline), candidate: search(candidate) };
}

/** A pair of searches for one load line. */
export function searchedPair(baseline: Interval, candidate: Interval, i = 0): MeasuredPair {
  return { ...pairOf(runOf(1), runOf(1), i), searches: searchesOf(baseline, candidate) };
}

/** The metric of one load line, of which 5 % may be lost. */
export function lineMetrics(): [GateMetric] {
  const metric = parseMetric("loadLine");
  if ("problem" in metric) throw new Error(metric.problem);
  return [{ ...metric, tolerance: 0.05 }];
}

/** A gate of load lines, searched to 2.5 %. */
export function lineGateOf(pairs: readonly MeasuredPair[], changes: Partial<GateFacts> = {}): GateResult {
  const rule = {
    tiers: [{ metric: "loadLine", objectives: ["p99<=50ms"] }],
    tolerance: 0.025,
    mostProbes: 12,
    shortestMs: 10_000,
    longestMs: 40_000,
    firstPerSec: 70,
  };
  return gateOf(pairs, {
    metrics: lineMetrics(),
    search: { rule, traffic: "poisson at the first rate" },
    ...changes,
  });
}
