import { readFileSync } from "node:fs";
import type { Clock } from "../core/clock.ts";
import { monotonicClock } from "../host/monotonic-clock.ts";
import { LoadedModel } from "../onnx/loaded-model.ts";
import { ByteBudget } from "./byte-budget.ts";
import { Inference } from "./infer.ts";
import { JsonThread } from "./json-thread.ts";
import { Listener } from "./listener.ts";
import { parseServerOptions, type ServerOptions, type ServerOptionsInput } from "./options.ts";
import { BodyReader } from "./request-body.ts";
import { InferenceService } from "./service.ts";

/** A server that accepts requests. */
export interface RunningServer {
  /** The URL of the server, `http://host:port`, with the actual port. */
  readonly url: string;
  readonly port: number;
  /** Refuses new requests, answers accepted ones, then ends the sessions. A second call waits for the same end. */
  close(): Promise<void>;
}

/**
 * Loads the models and serves them over the Open Inference Protocol (REST, JSON and binary).
 *
 *     const server = await startServer({ port: 0, models: [{ name: "digits", path: "models/digits/fp32.onnx" }] });
 *
 * @throws usage error for wrong options or a model that cannot be loaded; target error when it cannot listen
 */
export async function startServer(input: ServerOptionsInput): Promise<RunningServer> {
  const options = parseServerOptions(input);
  const models = await openModels(options, monotonicClock);
  const budget = new ByteBudget(options.maxBytesUnderWay);
  const bodies = new BodyReader({ maxBytes: options.maxBodyBytes, budget });
  const json = new JsonThread();
  const callers = { listensOn: options.host, allowedHosts: options.allowedHosts };
  const inference = new Inference(bodies, budget, json);
  const service = new InferenceService({ models, inference, bodies, callers, version: packageVersion() });
  const listener = new Listener(service, budget);
  try {
    const port = await listener.listen(options.host, options.port);
    let closing: Promise<void> | undefined;
    return {
      url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
      port,
      close: () => {
        closing ??= shutDown(service, listener, models).then(() => json.close());
        return closing;
      },
    };
  } catch (error) {
    await closeAll(models);
    throw error;
  }
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(version);
}

async function openModels(options: ServerOptions, clock: Clock): Promise<LoadedModel[]> {
  const opened = await Promise.allSettled(
    options.models.map((model) => LoadedModel.open(model, options, clock)),
  );
  const models = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = opened.find((result) => result.status === "rejected");
  if (failed === undefined) return models;
  await closeAll(models);
  throw failed.reason;
}

async function closeAll(models: readonly LoadedModel[]): Promise<void> {
  await Promise.all(models.map((model) => model.close()));
}

async function shutDown(
  service: InferenceService,
  listener: Listener,
  models: readonly LoadedModel[],
): Promise<void> {
  service.draining = true;
  await listener.close(() => models.some(({ pending }) => pending > 0));
  await closeAll(models);
}
