import { fileURLToPath } from "node:url";
import type { ModelAddress } from "../../core/address.ts";
import { PlimsollError, targetError, usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { formatDurationMs } from "../../core/units.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { type ChildServer, startChildServer } from "../../host/child-server.ts";
import { newCounted } from "../../onnx/counted.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { findModel, type ModelFile } from "../../store/model-library.ts";
import type { SettledOptions } from "./settle-target.ts";

const DEFAULT_MODEL = "digits";

/** A model that this run starts itself. */
export interface OwnModel {
  readonly model: ModelFile;
  /** The URL of the embedded server, or the model in this process. */
  readonly place: URL | ModelAddress;
  /** The settings of the model, for the result. */
  readonly settings: Readonly<Record<string, string>>;
  /** The embedded server; null for a model in this process. */
  readonly server: Pick<ChildServer, "died" | "death"> | null;
  /** Stops the embedded server, if one was started. */
  stop(): Promise<void>;
}

/**
 * Starts the run's own model, in the embedded server or in this process.
 *
 * @throws usage error (2) for a model that is not there, target error (4) for a server that does not start
 */
export async function bringModel(options: SettledOptions, scenario: Scenario, host: Host): Promise<OwnModel> {
  const { target, precision = "fp32", maxBatch = 32, maxDelayMs = 2, instances = 1 } = options;
  if (target !== "oip-http" && target !== "onnx")
    throw usageError(`--target ${target} needs a server`, "say where it listens with --url");
  const nameOrFile = options.model ?? scenario.model ?? DEFAULT_MODEL;
  const model = findModel(nameOrFile, precision, host.cwd, host.packageRoot);
  const settings = {
    "max batch": String(maxBatch),
    "max delay": formatDurationMs(maxDelayMs),
    instances: String(instances),
  };
  if (target === "onnx") {
    const { name, path } = model;
    const place = {
      model: {
        name,
        path,
        instances,
        maxBatch,
        maxQueueDelayMs: maxDelayMs,
        counted: newCounted(),
      },
    };
    return { model, place, settings, server: null, stop: forbidPlainExit() };
  }
  const server = await startEmbedded([
    ...["--model", nameOrFile, "--precision", model.precision ?? "fp32", "--port", "0"],
    ...[
      "--max-batch",
      String(maxBatch),
      "--max-delay",
      formatDurationMs(maxDelayMs),
      "--instances",
      String(instances),
    ],
  ]);
  return { model, place: new URL(server.url), settings, server, stop: server.stop };
}

/**
 * Makes `process.exit` end this process by SIGKILL, until the returned function is called: to end it otherwise while
 * a thread computes inside ONNX Runtime waits for the computation and aborts then (onnxruntime-node 1.30, `Napi::Error`).
 */
function forbidPlainExit(): () => Promise<void> {
  const kill = () => process.kill(process.pid, "SIGKILL");
  process.once("exit", kill);
  return async () => void process.off("exit", kill);
}

async function startEmbedded(args: readonly string[]) {
  const entry = fileURLToPath(workerEntry("../../main.js", import.meta.url));
  try {
    return await startChildServer(entry, args);
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw targetError(
      `the embedded server did not start: ${message}`,
      "try plimsoll serve with the same options",
    );
  }
}
