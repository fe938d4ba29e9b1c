import { resolve } from "node:path";
import type { ParsedSimulation } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { formatNumber, formatSpan } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { triton } from "../../simulator/batchers/triton.ts";
import { whyAnotherServer } from "../../simulator/calibration/another-server.ts";
import {
  calibratedServer,
  type Executions,
  whyOutside,
} from "../../simulator/calibration/calibrated-server.ts";
import { stackLawFor } from "../../simulator/calibration/choose-law.ts";
import { requestBytesOf } from "../../simulator/calibration/request-bytes.ts";
import { transferNetwork } from "../../simulator/calibration/transfer-network.ts";
import { parseNetwork } from "../../simulator/networks/index.ts";
import { parseRouter } from "../../simulator/routers/index.ts";
import { readServiceModelFile } from "../../store/service-model-file.ts";
import { loadStackLaws } from "../../store/stack-laws.ts";
import type { DescribedFleet } from "./fleet-of.ts";
import { prioritiesOf } from "./priorities-of.ts";

/** Whether `--service` names a file of `plimsoll calibrate`, and no spec. */
export const isServiceModelFile = (service: string | undefined): service is string =>
  service?.endsWith(".json") === true;

/**
 * The fleet of a calibrated service model. Settings that nobody gives are those of the server that was measured.
 *
 * @param load the items and the lengths of requests, and the target of the measured run that the simulation is compared with, if there is one
 * @throws usage error for a load outside of what was measured, unless --extrapolate is given
 */
export function calibratedFleet(
  parsed: ParsedSimulation,
  file: string,
  load: {
    readonly items: number;
    readonly lengths: Executions["lengths"];
    readonly measured: RunResult["target"] | undefined;
  },
  host: Host,
): DescribedFleet {
  const { items, lengths, measured } = load;
  const { options, given } = parsed;
  const document = withLawFor(readServiceModelFile(resolve(host.cwd, file)), parsed, host);
  const { settings } = document;
  const priorities = prioritiesOf(options);
  const instances = given.instances ?? settings.instances ?? 1;
  const maxBatch = given.maxBatch ?? settings.maxBatch ?? document.range.mostBatch;
  const maxDelayMs = given.maxDelay === undefined ? (settings.queueDelayMs ?? 0) : options.maxDelayMs;
  if (options.sharedDevice)
    throw usageError(
      `--shared-device says how instances share a device, and ${file} says it too`,
      "leave it out",
    );
  if (options.batcher !== undefined && options.batcher !== "triton")
    throw usageError(
      `--batcher ${options.batcher} says how batches are formed, and ${file} says it too`,
      "leave it out",
    );
  if (items > maxBatch)
    throw usageError(
      `a request has ${items} items, and an execution of ${file} holds at most ${maxBatch}`,
      "lower --batch, or raise --max-batch",
    );
  const another = measured === undefined ? undefined : whyAnotherServer(document, measured);
  const outside =
    another ?? whyOutside(document, { least: items, most: items * Math.floor(maxBatch / items), lengths });
  if (outside !== undefined && !options.extrapolate)
    throw usageError(
      `${file} does not hold for this fleet: ${outside}`,
      "stay within what was measured, as with --max-batch, calibrate again, or add --extrapolate",
    );
  const { service, instances: computing, stretch, ...grouping } = calibratedServer(document, instances);
  const batcher = triton({
    maxBatch,
    maxDelayMs,
    preferredSizes: given.preferred === undefined ? settings.preferredSizes : options.preferred,
    ...grouping,
    priorities: priorities?.plan ?? null,
  });
  const network = parseNetwork(options.network) ?? transferNetwork(document, items);
  const { replicas, queueLimit } = options;
  const router = parseRouter(options.router);
  return {
    plan: {
      replica: { service, instances: computing, stretch },
      batcher,
      limits: { maxQueueSize: queueLimit, dropsAbandoned: true },
      router,
      network,
    },
    settings: {
      service: `${document.name} (${file}), ${service.words}`,
      replicas: String(replicas),
      instances: `${instances} a replica`,
      batching: `${batcher.words}, after ${formatSpan(maxDelayMs)} at most`,
      ...(document.stack === null ? {} : { software: document.stack.words }),
      ...(replicas === 1 ? {} : { router: router.words }),
      ...(priorities === null ? {} : { priorities: priorities.words }),
      ...(queueLimit === 0 ? {} : { queue: `at most ${queueLimit} requests wait at a replica` }),
      ...(network === null ? {} : { network: network.words }),
    },
    bytesOf: (requestItems, length) => requestBytesOf(document, requestItems, length) ?? 0,
    priorities,
    basis: "calibrated",
    note: noteOf(document, outside),
  };
}

/** The model with the law that holds for the queue delay of this fleet, which may differ from the measured one. */
function withLawFor(
  document: ServiceModelDocument,
  { options, given }: ParsedSimulation,
  host: Host,
): ServiceModelDocument {
  if (given.maxDelay === undefined) return document;
  const facts = { ...document.server, queueDelayMs: options.maxDelayMs };
  return { ...document, stack: stackLawFor(facts, loadStackLaws(host.packageRoot)) };
}

/** What the numbers rest on, with the error of the software's law for loads that it was not fitted to. */
function noteOf({ name, origin, stack, notes }: ServiceModelDocument, outside: string | undefined): string {
  const from = origin.kind === "table" ? `the table ${origin.file}${measuredBy(origin)}` : "runs here";
  const fit = stack?.fit;
  const known =
    fit?.throughput && fit.p50 && fit.p95
      ? ` Predictions by the law of its software were off by ${formatNumber(fit.throughput.medianPercent, 2)} % in throughput, ${formatNumber(fit.p50.medianPercent, 2)} % in p50 and ${formatNumber(fit.p95.medianPercent, 2)} % in p95 (medians over ${fit.points} measured loads: ${fit.source}).`
      : " How far predictions by it are off, nobody has measured.";
  const beyond = outside === undefined ? "" : ` This fleet lies outside of what was measured: ${outside}.`;
  return `The service time is that of ${name}, calibrated from ${from}.${known}${beyond}${notes.map((note) => ` ${note}`).join("")}`;
}

/** Who measured a table, in brackets, where its owner says so. */
function measuredBy({ source }: { readonly source: string | null }): string {
  return source === null ? "" : ` (measured by ${source})`;
}
