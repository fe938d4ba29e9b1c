import type { RunResult } from "../result/run-result.ts";
import { describeLoad, plannedRatePerSec } from "../scenario/planned-load.ts";
import { responseConfidence } from "./confidence.ts";
import { summarise } from "./latency.ts";
import { marked } from "./lateness/marked.ts";
import type { RunTimes } from "./lateness/run-times.ts";
import type { Unrepeated } from "./repetition.ts";
import type { FailureExample, RunFacts } from "./run-facts.ts";
import type { Achieved } from "./throughput.ts";
import { tokenCounts, tokenTimes } from "./token-figures.ts";

/** The figures that the recorder gathered: rates, outcomes, latencies, tokens. */
export function figuresOf(run: RunFacts, runTimes: RunTimes, unrepeated: Unrepeated | null) {
  const { recorder, measuredMs } = run;
  const { total } = recorder;
  const perSec = (amount: number) => (measuredMs > 0 ? (amount / measuredMs) * 1000 : null);
  const achieved = recorder.throughput.achieved(run.scenario.load.kind, run.partial);
  const streamed = run.tokens === "streamed";
  const times = tokenTimes(total.tokens, streamed);
  const { ttft, ttftFromSent, tpot, chunkGap } = times.latencyMs;
  const response = summarise(total.response);
  const confidence = responseConfidence(response, total.response, recorder.blocks, unrepeated?.why ?? null);
  const mark = marked(runTimes, run.settings.lateness);
  return {
    load: loadOf(run, achieved, perSec),
    requests: requestsOf(run),
    endpoints: recorder.endpoints.map((tally, index) => tally.summary(run.urls[index] ?? "")),
    latencyMs: {
      response: { ...mark("response", response), confidence },
      service: mark("service", summarise(total.service)),
      sendLag: summarise(total.sendLag),
      ttft: ttft && mark("ttft", ttft),
      ttftFromSent: ttftFromSent && mark("ttftFromSent", ttftFromSent),
      tpot: tpot && mark("tpot", tpot),
      chunkGap: chunkGap && mark("chunkGap", chunkGap),
    },
    levels: recorder.levels.summary(measuredMs),
    histograms: {
      response: total.response.encode(),
      service: total.service.encode(),
      sendLag: total.sendLag.encode(),
      ...times.histograms,
    },
    tokens:
      run.tokens === undefined
        ? null
        : tokenCounts(recorder.throughput.due.tokens, total.tokens, streamed, perSec, achieved),
  };
}

function loadOf(
  run: RunFacts,
  achieved: Achieved,
  perSec: (amount: number) => number | null,
): RunResult["load"] {
  const { recorder, driver, plan } = run;
  const { load } = run.scenario;
  return {
    kind: load.kind,
    driver: driver.name,
    concurrency: load.kind === "closed" ? load.concurrency : null,
    arrivals: describeLoad(load),
    notes: [...(run.trafficNotes ?? [])],
    plannedPerSec: plannedRatePerSec({ load, plan }),
    offeredPerSec: load.kind === "closed" ? null : perSec(recorder.scheduled),
    achievedPerSec: perSec(achieved.requests),
    inferencesPerSec: run.target.itemsPerRequest === null ? null : perSec(achieved.items),
    measuredMs: run.measuredMs,
    maxInFlight: recorder.maxInFlight,
    workers: driver.workers,
  };
}

function requestsOf({ recorder, examples, measuredMs }: RunFacts): RunResult["requests"] {
  const { scheduled, sent, byOutcome, failures } = recorder;
  return {
    scheduled,
    sent,
    ok: byOutcome.ok,
    failed: scheduled - byOutcome.ok,
    byOutcome,
    failures: failures.map((row) => ({ ...row, example: exampleOf(row, examples) })),
    outage: recorder.outages.find(measuredMs),
  };
}

function exampleOf(
  row: { outcome: string; failure: string; status: number },
  examples: readonly FailureExample[],
): string | null {
  const example = examples.find(
    (e) => e.outcome === row.outcome && e.failure === row.failure && e.status === row.status,
  );
  return example?.message ?? null;
}
