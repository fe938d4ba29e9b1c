import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { durationMs } from "../config/duration.ts";
import { kebab } from "../config/merge.ts";
import type { RunOptions } from "../config/run-options.ts";
import type { Address } from "../core/address.ts";
import { targetError, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { workerEntry } from "../core/worker-entry.ts";
import { startChildServer } from "../host/child-server.ts";
import { generatedPayloads } from "../payloads/generated.ts";
import { labelledPayloads } from "../payloads/labelled.ts";
import type { InputSpec, Payloads } from "../payloads/payload.ts";
import type { RunResult } from "../stats/run-result.ts";
import { contentFor, findModel } from "../store/model-library.ts";
import { TARGETS } from "../targets/index.ts";
import type { PreparedTarget } from "../targets/target.ts";

const DEFAULT_MODEL = "digits";
/** How many different requests are made up where no labelled set gives them. */
const GENERATED_PAYLOADS = 256;

/** A server that has answered one request as it should. */
export interface OpenTarget {
  readonly address: Address;
  readonly prepared: PreparedTarget;
  readonly facts: RunResult["target"];
  /** Ends the embedded server; nothing to do for a server that was there before. */
  close(): Promise<void>;
}

/**
 * Connects to the server under test, or starts the embedded one, and checks it before any load.
 *
 * @throws usage error (2) for a model or body that cannot be read, target error (4) for all that the server does.
 */
export async function openTarget(options: RunOptions, host: Host): Promise<OpenTarget> {
  refuseIdleOptions(options);
  const embedded = options.url === undefined ? await startEmbedded(options, host) : null;
  try {
    const url = new URL(embedded?.url ?? options.url ?? "");
    const address = { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 80) };
    const prepared = await TARGETS[options.target].prepare({
      address,
      path: url.pathname + url.search,
      host: url.host,
      headers: readHeaders(options.header),
      timeoutMs: durationMs(options.timeout),
      model: embedded?.model.name ?? options.model ?? null,
      body: readBody(options.body, host.cwd),
      payloadsFor: (model, inputs) => choosePayloads(model, inputs, options, host),
    });
    const facts: RunResult["target"] = {
      kind: options.target,
      url: url.href,
      embedded: embedded !== null,
      server: prepared.server,
      model: prepared.model,
      precision: embedded?.model.precision ?? null,
      modelSha256: embedded?.model.sha256 ?? null,
      weights: embedded?.model.weights ?? "unknown",
      itemsPerRequest: options.batch ?? 1,
      payload: prepared.payload,
      settings: embedded?.settings ?? {},
    };
    return { address, prepared, facts, close: async () => embedded?.stop() };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Options that would do nothing are refused: whoever gave them believes that they did something. */
function refuseIdleOptions(options: RunOptions): void {
  const refuse = (names: readonly (keyof RunOptions)[], when: string, fix: string) => {
    const given = names.filter((name) => options[name] !== undefined).map((name) => `--${kebab(name)}`);
    if (given.length > 0) throw usageError(`${given.join(" and ")} would do nothing ${when}`, fix);
  };
  if (options.url !== undefined) {
    const embedded = ["precision", "maxBatch", "maxDelay", "instances"] as const;
    refuse(embedded, "with --url", "configure the server itself, or leave out --url to use the embedded one");
  }
  if (options.target === "http-json") {
    refuse(["model", "batch"], "with --target http-json", "put it into the path or the --body");
  } else {
    refuse(["body"], `with --target ${options.target}`, "use --target http-json");
  }
}

async function startEmbedded(options: RunOptions, host: Host) {
  if (options.target !== "oip-http") {
    throw usageError(`--target ${options.target} needs a server`, "say where it listens with --url");
  }
  const nameOrFile = options.model ?? DEFAULT_MODEL;
  const model = findModel(nameOrFile, options.precision ?? "fp32", host.cwd, host.packageRoot);
  const { maxBatch = 32, maxDelay = "2ms", instances = 1 } = options;
  const settings = { "max batch": String(maxBatch), "max delay": maxDelay, instances: String(instances) };
  const args = [
    ...["--model", nameOrFile, "--precision", model.precision ?? "fp32", "--port", "0"],
    ...["--max-batch", String(maxBatch), "--max-delay", maxDelay, "--instances", String(instances)],
  ];
  const entry = workerEntry("../main.js", import.meta.url).pathname;
  try {
    const child = await startChildServer(entry, args);
    return { ...child, model, settings };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw targetError(
      `the embedded server did not start: ${message}`,
      "try plimsoll serve with the same options",
    );
  }
}

/** The labelled set of a shipped model where it fits what the server says it takes; otherwise made-up values. */
function choosePayloads(
  model: string,
  inputs: readonly InputSpec[],
  options: RunOptions,
  host: Host,
): Payloads {
  const { labelled, hints } = contentFor(model, host.packageRoot);
  const [input] = inputs;
  const isLabelled =
    labelled !== null &&
    inputs.length === 1 &&
    input?.name === labelled.input &&
    input.datatype === "FP32" &&
    input.shape.slice(1).reduce((product, size) => product * size, 1) === labelled.items.itemLength;
  if (isLabelled) return labelledPayloads(input, labelled.items, options.batch ?? 1, model);
  return generatedPayloads({
    inputs,
    items: options.batch ?? 1,
    count: GENERATED_PAYLOADS,
    seed: options.seed,
    dynamicLength: options.sequenceLength,
    hints,
  });
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

function readBody(body: string | undefined, cwd: string): Uint8Array | null {
  if (body === undefined) return null;
  if (!body.startsWith("@")) return new TextEncoder().encode(body);
  try {
    return readFileSync(resolve(cwd, body.slice(1)));
  } catch (error) {
    throw usageError(
      `--body file cannot be read: ${error instanceof Error ? error.message : error}`,
      "correct the path behind @",
    );
  }
}
