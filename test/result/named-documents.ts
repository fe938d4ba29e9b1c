import type { z } from "zod";
import { burstMetricsSchema } from "../../src/result/burst.ts";
import {
  capacityProbeSchema,
  capacityResultSchema,
  capacityTierSchema,
  loadLineSchema,
  unreachableSchema,
} from "../../src/result/capacity-result.ts";
import { accuracySchema, cacheCheckSchema } from "../../src/result/checked-answers.ts";
import { claimsResultSchema } from "../../src/result/claims-result.ts";
import { priceSchema, runCostSchema } from "../../src/result/cost.ts";
import { doctorResultSchema } from "../../src/result/doctor-result.ts";
import {
  gateAnswerSchema,
  gateConfirmationSchema,
  gateMetricSchema,
  gatePairSchema,
  gateResultSchema,
  gateRuleSchema,
  gateRunSchema,
  gateSideSchema,
} from "../../src/result/gate-result.ts";
import { generatorSchema } from "../../src/result/generator.ts";
import { goalSchema } from "../../src/result/goal.ts";
import { gpuTelemetrySchema } from "../../src/result/gpu.ts";
import { judgedObjectiveSchema, shareBoundsSchema } from "../../src/result/judged-objective.ts";
import {
  figureConfidenceSchema,
  histogramsSchema,
  latenciesSchema,
  latencySummarySchema,
} from "../../src/result/latency.ts";
import { levelSchema } from "../../src/result/levels.ts";
import { measureSchema, pointSchema } from "../../src/result/measure.ts";
import { originSchema } from "../../src/result/origin.ts";
import { planFleetSchema } from "../../src/result/plan/fleet.ts";
import { planHostedSchema } from "../../src/result/plan/hosted.ts";
import { planHourSchema } from "../../src/result/plan/hour.ts";
import { planMachineSchema } from "../../src/result/plan/machine.ts";
import { planObjectiveSchema } from "../../src/result/plan/objective.ts";
import { provenanceSchema } from "../../src/result/plan/provenance.ts";
import { planResultSchema } from "../../src/result/plan-result.ts";
import { endpointSchema, outageSchema, requestsSchema } from "../../src/result/requests.ts";
import {
  runLoadSchema,
  runResultSchema,
  runScheduleSchema,
  runTargetSchema,
  untilShownSchema,
} from "../../src/result/run-result.ts";
import { serverStatisticsSchema } from "../../src/result/server-statistics.ts";
import {
  effectSchema,
  kneeSchema,
  pointSummarySchema,
  sweepResultSchema,
  variantAccuracySchema,
} from "../../src/result/sweep-result.ts";
import { tokensSchema } from "../../src/result/tokens.ts";
import { verdictSchema } from "../../src/result/verdict.ts";
import {
  heldFigureSchema,
  heldObjectiveSchema,
  verificationResultSchema,
} from "../../src/result/verification-result.ts";
import { windowSchema } from "../../src/result/window.ts";
import { scenarioSchema } from "../../src/scenario/scenario.ts";

/** A schema that has a name of its own in the types; where no name is listed, the type is written out in place. */
export interface Named {
  readonly name: string;
  readonly schema: z.ZodType;
  /** What it is, as one sentence. */
  readonly sentence: string;
}

/** A type that stands elsewhere: it is imported instead of written. */
export interface Imported {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly from: string;
}

const failureSchema = requestsSchema.shape.failures.element;
const claimSchema = claimsResultSchema.shape.claims.element;
const comparedSchema = claimSchema.shape.compares.element;
const calibrationSchema = doctorResultSchema.shape.calibration;

export const IMPORTED: readonly Imported[] = [
  { name: "Outcome", schema: failureSchema.shape.outcome, from: "../core/sample.ts" },
  { name: "Scenario", schema: scenarioSchema, from: "../scenario/scenario.ts" },
];

const named = (name: string, schema: z.ZodType, sentence: string): Named => ({ name, schema, sentence });

const OF_A_RUN = [
  named(
    "RunResult",
    runResultSchema,
    "One run, measured or simulated: what `result.json` of `plimsoll run` holds.",
  ),
  named(
    "RunSchedule",
    runScheduleSchema,
    "The schedule that was sent, as far as runs can be compared by it.",
  ),
  named(
    "RunTarget",
    runTargetSchema,
    "The target of a run: the server under test, and what its requests carried.",
  ),
  named("RunLoad", runLoadSchema, "How much load was asked of the server, and how much it answered."),
  named("RequestCounts", requestsSchema, "What became of the requests of the measured part."),
  named("OutcomeCounts", requestsSchema.shape.byOutcome, "How many requests had each outcome."),
  named("RequestFailure", failureSchema, "A way in which requests failed, with how many did."),
  named(
    "Outage",
    outageSchema,
    "An outage: a stretch of the measured part in which every request that was due failed.",
  ),
  named(
    "EndpointResult",
    endpointSchema,
    "One of several endpoints that shared a load, with what became of its requests.",
  ),
  named(
    "LevelResult",
    levelSchema,
    "One level of a load that changes by plan, with what became of its requests.",
  ),
  named("Latencies", latenciesSchema, "Every latency of a run."),
  named(
    "LatencySummary",
    latencySummarySchema,
    "The summary of one latency: percentiles, extremes and mean, in milliseconds, over ok requests of the measured part.",
  ),
  named(
    "ResponseSummary",
    latenciesSchema.shape.response,
    "The summary of the response time: as that of any latency, and how sure its figures are.",
  ),
  named(
    "FigureConfidence",
    figureConfidenceSchema,
    "The confidence in one figure: its interval, and what that rests on.",
  ),
  named(
    "Histograms",
    histogramsSchema,
    "The histogram behind each latency of a run: HdrHistogram V2, base64, values in µs.",
  ),
  named("TokenCounts", tokensSchema, "The tokens that language models wrote, and how fast."),
  named("RunWindow", windowSchema, "One second of a run."),
  named("BurstMetrics", burstMetricsSchema, "The shape of a stream of arrivals: how bursty it was."),
  named(
    "GeneratorHealth",
    generatorSchema,
    "The health of the load generator: how it and its machine fared while the schedule was sent.",
  ),
  named(
    "DelaySummary",
    generatorSchema.shape.eventLoopDelayMs,
    "Percentiles, maximum and number of delays, in milliseconds.",
  ),
  named(
    "GpuTelemetry",
    gpuTelemetrySchema,
    "The telemetry of one GPU of the machine that generated the load, over the measured part.",
  ),
  named("JudgedObjective", judgedObjectiveSchema, "An objective, and whether the run held it."),
  named("UntilShown", untilShownSchema, "How a run went on until its objectives were decided."),
  named("ShareBounds", shareBoundsSchema, "Bounds of a share, from 0 to 1."),
  named(
    "CacheCheck",
    cacheCheckSchema,
    "Whether repeated requests were answered faster than fresh ones, found by `--cache-check`.",
  ),
  named(
    "ServerStatistics",
    serverStatisticsSchema,
    "The server's own statistics: what it counted between the beginning and the end of the measured part.",
  ),
  named(
    "Accuracy",
    accuracySchema,
    "The accuracy of the answers: how many labelled items were right, found by `--verify labels`.",
  ),
  named("Verdict", verdictSchema, "The verdict on a run: whether its figures may be believed, and why."),
  named(
    "VerdictReason",
    verdictSchema.shape.reasons.element,
    "A reason why a run is not valid, with its cure.",
  ),
  named("VerdictCheck", verdictSchema.shape.checks.element, "A check that the verdict on a run rests on."),
  named("Origin", originSchema, "The origin of a result: the version that was measured."),
  named("RunCost", runCostSchema, "What a request cost at the load of a run."),
];

const OF_A_SWEEP = [
  named("SweepResult", sweepResultSchema, "One sweep: what `result.json` of `plimsoll sweep` holds."),
  named("SweepSearch", sweepResultSchema.shape.search, "How the points to measure were searched for."),
  named("SweepPoint", pointSchema, "A point of a sweep: one value of every axis, as text."),
  named("Goal", goalSchema, "The goal of a sweep: what it looks for."),
  named(
    "Price",
    priceSchema,
    "The price of the serving machine, and who said so; the costs of all points are worked out from it.",
  ),
  named("Measure", measureSchema, "What one run at one point of a sweep measured."),
  named(
    "ResponseFigures",
    measureSchema.shape.latencyMs,
    "Mean and percentiles of the response time of the ok requests at a point, in milliseconds.",
  ),
  named(
    "MeasuredObjective",
    measureSchema.shape.objectives.element,
    "How many requests at a point kept the limit of an objective.",
  ),
  named(
    "PointSummary",
    pointSummarySchema,
    "What was measured at one point of a sweep, all its valid takes together.",
  ),
  named(
    "VariantAccuracy",
    variantAccuracySchema,
    "How exact one variant of the model is, beside the reference; what compares is null of the reference itself.",
  ),
  named(
    "AccuracyVerdict",
    variantAccuracySchema.shape.verdicts.element,
    "Whether a variant was shown to hold a level of accuracy.",
  ),
  named(
    "Knee",
    kneeSchema,
    "The knee of one configuration: how many requests in flight it takes well, as measured in a closed loop, and " +
      "by the universal scalability law X(N) = γN / (1 + α(N−1) + βN(N−1)).",
  ),
  named("Effect", effectSchema, "The effect of one axis: what its values are worth, the other axes held."),
  named("EffectLevel", effectSchema.shape.levels.element, "The effect of one value of an axis."),
];

const OF_CLAIMS = [
  named(
    "ClaimsResult",
    claimsResultSchema,
    "Claims checked on this machine: what `result.json` of `plimsoll sweep --preset claims` holds.",
  ),
  named("CheckedClaim", claimSchema, "A claim, with what comparing A and B said of it."),
  named("ComparedFigure", comparedSchema, "One figure of A and B, as claimed and as found."),
  named("ClaimVerdict", comparedSchema.shape.verdict, "What comparing A and B said of a claim."),
];

const OF_CAPACITY = [
  named(
    "CapacityResult",
    capacityResultSchema,
    "One search for a load line: what `result.json` of `plimsoll capacity` holds.",
  ),
  named(
    "LoadLine",
    loadLineSchema,
    "The load line of a set of objectives: the highest load at which they are shown to hold.",
  ),
  named("CapacityTier", capacityTierSchema, "A tier: a set of objectives with a load line of its own."),
  named(
    "Unreachable",
    unreachableSchema,
    "An unreachable objective: it cannot be met, and this is the best that was observed of it.",
  ),
  named("CapacityProbe", capacityProbeSchema, "One probe of a search: a run at one rate, and what it shows."),
];

const OF_THE_DOCTOR = [
  named(
    "DoctorResult",
    doctorResultSchema,
    "The diagnosis of a machine: what `plimsoll doctor --json` prints.",
  ),
  named("DoctorCheck", doctorResultSchema.shape.checks.element, "One check of the machine, with its cure."),
  named(
    "Calibration",
    calibrationSchema,
    "The calibration: the generator against a server that does nothing, on the same cores.",
  ),
  named(
    "SecondOpinion",
    doctorResultSchema.shape.secondOpinion.unwrap().unwrap(),
    "The second opinion: what two drivers of closed loops found at the same server.",
  ),
  named(
    "DriverFigure",
    doctorResultSchema.shape.secondOpinion.unwrap().unwrap().shape.figures.element,
    "One figure of a server, as two drivers found it.",
  ),
  named("CalibrationRun", calibrationSchema.shape.floor, "One run of the calibration, at one rate."),
  named(
    "Quantiles",
    calibrationSchema.shape.floor.shape.sendLagMs,
    "Two quantiles of a delay, the median and the 99th percentile, in milliseconds.",
  ),
];

const OF_A_GATE = [
  named("GateResult", gateResultSchema, "One gate: what `result.json` of `plimsoll gate` holds."),
  named("GateAnswer", gateAnswerSchema, "The answer of a gate, about one metric or about all of them."),
  named("GateSide", gateSideSchema, "One side of a gate: the baseline or the candidate."),
  named(
    "GateRule",
    gateRuleSchema,
    "The rule by which a gate was judged, all of it planned before the first pair.",
  ),
  named(
    "GateMetricResult",
    gateMetricSchema,
    "One metric of a gate, judged. Worsenings are shares of the baseline's value, or differences of shares, by `compared`.",
  ),
  named(
    "GateConfirmation",
    gateConfirmationSchema,
    "The confirmation of a failure: the metrics that failed, judged again by fresh pairs.",
  ),
  named(
    "GatePairResult",
    gatePairSchema,
    "One pair of a gate: two runs with the same requests, one after the other.",
  ),
  named("GateRunSummary", gateRunSchema, "The run of one side of a pair."),
];

const OF_A_VERIFICATION = [
  named(
    "VerificationResult",
    verificationResultSchema,
    "One verification of a plan: what `result.json` of `plimsoll capacity --verify` holds.",
  ),
  named("HeldFigure", heldFigureSchema, "A figure of a plan beside the measurement."),
  named("HeldObjective", heldObjectiveSchema, "An objective of a plan beside the measurement."),
];

const OF_A_PLAN = [
  named("PlanResult", planResultSchema, "One plan: what `result.json` of `plimsoll capacity --plan` holds."),
  named(
    "PlanMachine",
    planMachineSchema,
    "A machine type that a plan may use, with its price and its service model.",
  ),
  named("PlanFleet", planFleetSchema, "One fleet of a plan, with what it costs and what it does."),
  named(
    "PlanHosted",
    planHostedSchema,
    "A hosted model beside a plan: what the tokens of the same demand would cost there.",
  ),
  named("PlanHour", planHourSchema, "One hour of the demand that a plan is made for."),
  named("PlanFleetObjective", planObjectiveSchema, "One objective of a plan, and whether a fleet keeps it."),
  named("NumberProvenance", provenanceSchema, "The provenance of a number: its kind, and what it rests on."),
];

export const NAMED: readonly Named[] = [
  ...OF_A_RUN,
  ...OF_A_SWEEP,
  ...OF_CLAIMS,
  ...OF_CAPACITY,
  ...OF_THE_DOCTOR,
  ...OF_A_GATE,
  ...OF_A_PLAN,
  ...OF_A_VERIFICATION,
];
