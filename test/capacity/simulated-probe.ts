import type { PlannedProbe, Probe, ProbeAnswer } from "../../src/capacity/probe.ts";
import { type LengthRule, lengthsAt } from "../../src/capacity/probe-length.ts";
import type { Objective } from "../../src/result/objective.ts";
import { objectiveOf } from "../../src/result/parse-objective.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import type { Load } from "../../src/scenario/scenario.ts";
import { sourceOf } from "../../src/scenario/source-of.ts";
import { none } from "../../src/simulator/batchers/none.ts";
import { triton } from "../../src/simulator/batchers/triton.ts";
import { RecordedSimulation } from "../../src/simulator/record.ts";
import { parseRouter } from "../../src/simulator/routers/index.ts";
import { parseServiceSpec } from "../../src/simulator/service/spec.ts";
import { responseConfidence } from "../../src/stats/confidence.ts";
import { summarise } from "../../src/stats/latency.ts";
import { judgeObjectives } from "../../src/stats/objective.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";
import { whyUnrepeated } from "../../src/stats/repetition.ts";
import { planLooks } from "../../src/stats/until-shown.ts";

/** A simulated server whose load line is looked for. */
export interface ServerToProbe {
  readonly service: string;
  /** Most items in a batch; left out where each request is computed alone. */
  readonly maxBatch?: number;
  readonly replicas?: number;
  readonly objectives: readonly string[];
  load(ratePerSec: number): Load;
}

export const poisson = (ratePerSec: number): Load => ({
  kind: "open",
  arrivals: { kind: "poisson", ratePerSec },
});

/** Simulates one run, and judges its objectives as a run that looks at them with this chance of a wrong bound. */
export function judgeSimulated(
  { service, maxBatch, replicas = 1, objectives, load }: ServerToProbe,
  ratePerSec: number,
  seed: number,
  measureMs: number,
  error: number,
) {
  const parsed: Objective[] = objectives.map(objectiveOf);
  const warmupMs = 2000;
  const traffic = load(ratePerSec);
  const recorder = new RunRecorder({
    shards: 1,
    endpoints: 1,
    measureFromMs: warmupMs,
    measureMs,
    levels: [],
    objectives: parsed,
    offeredPerWindow: null,
    onWindow() {},
  });
  const plan = {
    seed,
    replicas,
    fleet: {
      replica: { service: parseServiceSpec(service), instances: 1, stretch: null },
      batcher:
        maxBatch === undefined
          ? none()
          : triton({ maxBatch, maxDelayMs: 0, preferredSizes: [], groupsAhead: 0, onlyCompleteAhead: true }),
      limits: { maxQueueSize: 0, dropsAbandoned: true },
      router: parseRouter("round-robin"),
      network: null,
      holdsRequests: false,
      speeds: [],
    },
    clients: { timeoutMs: 10_000, maxInFlight: 1024, sizeOf: () => ({ items: 1, length: 0, bytes: 0 }) },
    measureFromMs: warmupMs,
    measureMs,
  } as const;
  const arrivals = traffic.kind === "closed" ? null : traffic.arrivals;
  const schedule = { arrivals, warmupMs, measureMs, seed, traces: {}, payloads: 1 };
  const recorded = new RecordedSimulation(
    plan,
    sourceOf({ load: traffic, plan: schedule }, { index: 0, of: 1 }),
    recorder,
  );
  while (recorded.nextSecond());
  const sent = recorder.finish(warmupMs + measureMs);
  const unrepeated = whyUnrepeated(traffic, measureMs, sent);
  const response = recorder.total.response;
  const confidence = responseConfidence(
    summarise(response),
    response,
    recorder.blocks,
    unrepeated?.why ?? null,
  );
  const result = { verdict: { reasons: [] as RunResult["verdict"]["reasons"] } } as RunResult;
  return judgeObjectives(
    parsed,
    { recorder, result },
    { rule: "shown", measuredMs: measureMs, confidence, unrepeated, differentItems: null, error },
  );
}

/** The rule by which the probes of a simulated server are as long as they are. */
export function lengthRuleOf(server: ServerToProbe, firstPerSec: number): LengthRule {
  const objectives = server.objectives.map(objectiveOf);
  return { shortestMs: 10_000, longestMs: null, objectives, firstPerSec, loadAt: server.load };
}

/** Makes the probes of a search: each is lengthened until it decides every objective, as a run with --until-shown is. */
export function simulatedProbes(server: ServerToProbe, seed: number, rule: LengthRule) {
  return ({ ratePerSec, take }: PlannedProbe): Probe["answers"] => {
    const { shortestMs, longestMs } = lengthsAt(rule, ratePerSec);
    const looks = planLooks(shortestMs, longestMs);
    let answers: ProbeAnswer[] = [];
    for (const atMs of looks.atMs) {
      const judged = judgeSimulated(server, ratePerSec, seed + 1000 * take, atMs, looks.error);
      answers = judged.map(({ answer }) =>
        answer === "holds" || answer === "misses" ? answer : "not shown",
      );
      if (!answers.includes("not shown")) break;
    }
    return answers.slice(0, server.objectives.length);
  };
}
