/**
 * The parts of this package that the scripts under `bench/`, and the programs that tests start, use:
 *
 *     import { createRng, SseReader } from "plimsoll/internal";
 *
 * Scripts name no path below `dist/`, so a file can move inside `src/` without breaking a script unnoticed: a missing
 * name is an error of `npm run typecheck`, here or in the script. This entry is not part of the public API: any name may
 * change or disappear in any release, without notice. Programs of users import `plimsoll`.
 */
export {
  ARRIVALS,
  type Arrivals,
  arrivalProcess,
  arrivalsSchema,
  meanRatePerSec,
  startArrivals,
} from "./arrivals/index.ts";
export { findLine } from "./capacity/find-line.ts";
export { lineOf } from "./capacity/line.ts";
export type { LinePlan, Probe, ProbeAnswer } from "./capacity/probe.ts";
export { lengthsAt, lowestPerSec } from "./capacity/probe-length.ts";
export { calibrate, predictTable } from "./commands/calibrate.ts";
export { planOfPair } from "./commands/gate/search-rule.ts";
export { fitFile } from "./commands/trace-fit.ts";
export { parseCalibrateOptions } from "./config/calibrate-options.ts";
export { kebab } from "./config/merge.ts";
export { grouped } from "./core/grouped.ts";
export { createRng, normal, type Rng } from "./core/rng.ts";
export { catalogueOf } from "./cost/catalogue/catalogue.ts";
export { readPrices } from "./cost/catalogue/read-prices.ts";
export { digestSchedule } from "./engine/schedule-digest.ts";
export { sendLoad } from "./engine/send-load.ts";
export { answerOfAll } from "./gate/answer.ts";
export { evidenceOfLine } from "./gate/load-line.ts";
export { type GatePlan, looksAt } from "./gate/looks.ts";
export type { GateMetric } from "./gate/metric.ts";
export { judgeAt, nextLook } from "./gate/next-look.ts";
export { loadLineMetrics, metricsOf, parseMetric } from "./gate/parse-metric.ts";
export { startChildServer } from "./host/child-server.ts";
export { monotonicClock } from "./host/monotonic-clock.ts";
export { createHost } from "./host/real-host.ts";
export {
  betweenThree,
  type JudgedChoice,
  judgeChoice,
  type LoadLevel,
  type SweptLevel,
  tellingLimits,
} from "./planning/cheapest-choice.ts";
export type { Measure } from "./result/measure.ts";
export { objectiveOf } from "./result/parse-objective.ts";
export { type StackLaw, type StackLaws, stackLawsSchema, type TransferLaw } from "./result/stack-law.ts";
export { ScheduleCursor, type SchedulePlan } from "./scenario/schedule.ts";
export { sourceOf } from "./scenario/source-of.ts";
export { startServer } from "./server/server.ts";
export { nullServerEntry, startNullServer } from "./server/start-null-server.ts";
export { writeAppliedSettings } from "./simulator/applied/index.ts";
export { writeAutoscalerManifest } from "./simulator/autoscalers/manifest/write-manifest.ts";
export { none } from "./simulator/batchers/none.ts";
export { triton } from "./simulator/batchers/triton.ts";
export { stackLawFor, transferLawFor, transferTimeMs } from "./simulator/calibration/choose-law.ts";
export { type ErrorRow, errorPercent, summariseErrors } from "./simulator/calibration/error-table.ts";
export { fitSeries } from "./simulator/calibration/fit-series.ts";
export { type MeasuredRow, meanTimeMs, serviceMs, transferMs } from "./simulator/calibration/measured-row.ts";
export { predictClosedLoop } from "./simulator/calibration/predict.ts";
export { readTable } from "./simulator/calibration/read-table.ts";
export { isRefusal, type MeasuredSeries, seriesOf } from "./simulator/calibration/series.ts";
export { RecordedSimulation } from "./simulator/record.ts";
export { parseRouter } from "./simulator/routers/index.ts";
export type { OnSample } from "./simulator/sample-teller.ts";
export { parseServiceSpec } from "./simulator/service/spec.ts";
export { Simulation } from "./simulator/simulation.ts";
export { boundsOfShare } from "./stats/attainment-bound.ts";
export { BacklogWatch } from "./stats/backlog.ts";
export { BurstAccumulator } from "./stats/burst.ts";
export { notSteady } from "./stats/checks/not-steady.ts";
export { responseConfidence } from "./stats/confidence.ts";
export { decideObjective } from "./stats/decide-objective.ts";
export { changePoints } from "./stats/e-divisive.ts";
export { Histogram } from "./stats/histogram.ts";
export { pairedRatio } from "./stats/hodges-lehmann.ts";
export { summarise } from "./stats/latency.ts";
export { LatencyBlocks } from "./stats/latency-blocks.ts";
export { judgeObjectives } from "./stats/objective.ts";
export { ObjectiveBlocks } from "./stats/objective-blocks.ts";
export { judgeOverload } from "./stats/overload.ts";
export { rankOf } from "./stats/rank.ts";
export { RunRecorder } from "./stats/recorder.ts";
export { whyTrafficWanders, whyUnrepeated } from "./stats/repetition.ts";
export { Throughput } from "./stats/throughput.ts";
export { judgeTrend } from "./stats/trend-test.ts";
export { planLooks } from "./stats/until-shown.ts";
export { readTraceOffsets } from "./store/trace-file.ts";
export { bestOf } from "./sweep/adaptive/best.ts";
export { adaptive } from "./sweep/adaptive.ts";
export { gridOf, keyOf } from "./sweep/axes.ts";
export { confirming } from "./sweep/confirm.ts";
export { answersOf } from "./sweep/findings/answers.ts";
export { candidates } from "./sweep/findings/candidates.ts";
export { fullGrid } from "./sweep/full.ts";
export type { Planned } from "./sweep/measure.ts";
export type { Strategy, SweepPlan } from "./sweep/strategy.ts";
export { summarisePoints } from "./sweep/summarise.ts";
export { openTransport } from "./transport/open-transport.ts";
export { packRequests, unpackRequests } from "./transport/packed-requests.ts";
export { SseReader } from "./wire/http/sse-reader.ts";
export { encodeInferRequest } from "./wire/oip/oip.ts";
export { encodeModelInferRequest } from "./wire/oip/oip-grpc.ts";
export { OpenAiStream } from "./wire/openai/openai-stream.ts";
