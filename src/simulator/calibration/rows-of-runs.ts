import { usageError } from "../../core/errors.ts";
import { listProblems } from "../../core/format.ts";
import { grouped } from "../../core/grouped.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { ServerStatistics } from "../../result/server-statistics.ts";
import { median } from "../../stats/median.ts";
import type { StatedFacts } from "./formats/table-format.ts";
import type { MeasuredRow } from "./measured-row.ts";

/** A measured run, and where it was read from. */
export interface CalibrationRun {
  readonly path: string;
  readonly result: RunResult;
}

/**
 * The rows of a table that measured runs make: closed loops. Those of one user are offline, because each of their requests is one
 * execution; the others are online. Of a server that does not tell its own times, those of its client are all there is.
 *
 * @param stated facts that a run does not know, such as the backend of its server
 * @throws one usage error that names each run that says nothing of executions, with the reason
 */
export function rowsOfRuns(runs: readonly CalibrationRun[], stated: StatedFacts): MeasuredRow[] {
  const problems = runs.flatMap(({ path, result }) => {
    const why = whyUnusable(result);
    return why === null ? [] : [`${path}: ${why}`];
  });
  if (problems.length > 0)
    throw usageError(
      listProblems(problems),
      "calibrate from valid closed loops, such as plimsoll run --concurrency 1 --batch 8",
    );
  const rows = runs.map(({ result }, index) => rowOf(result, index + 1, stated));
  const alike = grouped(
    rows,
    ({ series, clientBatch, length, concurrency }) => `${series} ${clientBatch} ${length} ${concurrency}`,
  );
  return Array.from(alike.values(), middleOf);
}

/** The times inside of a server that tells none. */
const NOT_TOLD: Pick<ServerStatistics, "queueMs" | "computeInputMs" | "computeInferMs" | "computeOutputMs"> =
  { queueMs: null, computeInputMs: null, computeInferMs: null, computeOutputMs: null };

const TIMES = [
  "throughputPerSec",
  "networkMs",
  "queueMs",
  "inputMs",
  "computeMs",
  "outputMs",
  "p50Ms",
  "p95Ms",
  "meanMs",
] as const satisfies readonly (keyof MeasuredRow)[];

/** Repeats of one load as one row: the median of each figure, those of different runs where they come so. */
function middleOf(repeats: readonly MeasuredRow[]): MeasuredRow {
  const medians = TIMES.map((time) => [time, median(repeats.flatMap((row) => row[time] ?? []))] as const);
  return { ...(repeats[0] as MeasuredRow), ...Object.fromEntries(medians) };
}

function whyUnusable(result: RunResult): string | null {
  if (result.source !== "measured") return "it is simulated: nothing was measured";
  if (!result.verdict.valid) return "the run is INVALID";
  if (result.partial) return "the run ended before its schedule did";
  if (result.load.kind !== "closed" || result.load.concurrency === null)
    return "it is no closed loop, so nobody knows how many requests were outstanding";
  if (result.scenario.load.kind === "closed" && result.scenario.load.rampFrom !== undefined)
    return "its users grow in number, so its times are of no single load";
  const { lengths } = result.scenario.payload ?? {};
  if (lengths !== undefined && lengths.kind !== "fixed")
    return "its requests differ in length, so its times are of no single one; give --sequence-length";
  if (result.requests.failed > 0) return `${result.requests.failed} of its requests failed`;
  if (result.target.itemsPerRequest === null) return "nobody knows how many items its requests have";
  const inside = result.serverStatistics;
  if (inside === null) return null;
  if (inside.unexplained !== 0)
    return `the server counted ${inside.unexplained} requests that are not this run's: others use it`;
  if (inside.computeInferMs === null) return "the server does not tell how long it computed";
  return null;
}

function rowOf(result: RunResult, line: number, stated: StatedFacts): MeasuredRow {
  const { target, load, latencyMs } = result;
  const server = nameAndVersion(target.server);
  const { lengths } = result.scenario.payload ?? {};
  const { queueMs, computeInputMs, computeInferMs, computeOutputMs } = result.serverStatistics ?? NOT_TOLD;
  const { p50, p95, mean } = latencyMs.response;
  const concurrency = load.concurrency ?? 1;
  const clientBatch = target.itemsPerRequest ?? 1;
  const insideMs = [queueMs, computeInputMs, computeInferMs, computeOutputMs].reduce<number>(
    (sum, part) => sum + (part ?? 0),
    0,
  );
  return {
    line,
    series: [target.server, target.model, target.precision].filter((part) => part !== null).join(" "),
    model: target.model,
    backend: stated.backend ?? server.name,
    accelerator: stated.accelerator ?? null,
    version: stated.version ?? server.version,
    precision: target.precision,
    format: null,
    device: stated.device ?? null,
    deviceCount: null,
    transport: stated.transport ?? (target.url.startsWith("grpc") ? "grpc" : "http"),
    instances: stated.instances ?? numberIn(target.settings.instances),
    maxBatch: stated.maxBatch ?? numberIn(target.settings["max batch"]),
    preferredSizes: [],
    queueDelayMs: stated.queueDelayMs ?? null,
    itemBytes: target.requestBytes === null ? null : target.requestBytes / clientBatch,
    scenario: concurrency === 1 ? "offline" : "online",
    clientBatch,
    length: lengths?.kind === "fixed" ? lengths.length : null,
    concurrency,
    statesConcurrency: true,
    throughputPerSec: load.inferencesPerSec,
    clientSendMs: null,
    networkMs: mean === null || computeInferMs === null ? null : Math.max(0, mean - insideMs),
    queueMs,
    inputMs: computeInputMs,
    computeMs: computeInferMs,
    outputMs: computeOutputMs,
    clientRecvMs: null,
    p50Ms: p50,
    p95Ms: p95,
    meanMs: mean,
  };
}

/** The parts of what a server calls itself, such as `plimsoll 0.1.0`. */
function nameAndVersion(server: string): { readonly name: string; readonly version: string | null } {
  const [, name, version] = /^(.+) v?(\d[\w.+-]*)$/.exec(server) ?? [];
  return name === undefined ? { name: server, version: null } : { name, version: version ?? null };
}

function numberIn(text: string | undefined): number | null {
  const number = Number.parseInt(text ?? "", 10);
  return Number.isInteger(number) && number > 0 ? number : null;
}
