import { isDeepStrictEqual } from "node:util";
import { kebab } from "../../config/merge.ts";
import { parseRunInput, type RunOptions, type RunOptionsInput } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { parseDurationMs } from "../../core/units.ts";
import type { Point } from "../../sweep/axes.ts";
import { TARGETS } from "../../targets/index.ts";
import type { ServerContext } from "../../targets/server-context.ts";
import type { ServerSettings, SettingsApi } from "../../targets/settings-api.ts";
import { serverContext } from "../target/server-context.ts";
import { type SettledOptions, settleTarget } from "../target/settle-target.ts";
import type { ServerSetup } from "./server-setup.ts";
import { splitSetup } from "./setup-options.ts";

const BY_HOOK = "give the command that does it with --hook";

/** Sets up servers while they run, each through its own API. */
export class SetupByApi implements ServerSetup {
  readonly #host: Host;
  /** The models at all endpoints, by target and model name as JSON. */
  readonly #models = new Map<string, readonly ManagedModel[]>();

  constructor(host: Host) {
    this.#host = host;
  }

  async setUp(_: Point, options: RunOptionsInput): Promise<RunOptionsInput> {
    const { setup, left } = splitSetup(options);
    const { precision, maxBatch, maxDelay, instances } = setup;
    const words = Object.entries(setup).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${kebab(name)}`],
    );
    if (words.length === 0) return left;
    if (precision !== undefined)
      throw usageError(
        "no server changes the --precision of a model that it has loaded",
        `${BY_HOOK}, or name a model for each precision with --model`,
      );
    const maxDelayMs = maxDelay === undefined ? undefined : parseDurationMs(maxDelay);
    const { options: known } = parseRunInput(left);
    for (const model of await this.#modelsOf(known, words.join(" and ")))
      await model.setUp({ maxBatch, maxDelayMs, instances });
    return left;
  }

  async restore(): Promise<void> {
    const models = [...this.#models.values()].flat();
    const endings = await Promise.allSettled(models.map((model) => model.restore()));
    for (const ending of endings) if (ending.status === "rejected") throw ending.reason;
  }

  async #modelsOf(known: RunOptions, words: string): Promise<readonly ManagedModel[]> {
    const { url = [], target, model } = known;
    const key = JSON.stringify([target, model]);
    let models = this.#models.get(key);
    if (models === undefined) {
      const { options } = await settleTarget(known, this.#host);
      models = await Promise.all(url.map((one) => this.#modelAt(one, options, words)));
      this.#models.set(key, models);
    }
    return models;
  }

  async #modelAt(url: string, options: SettledOptions, words: string): Promise<ManagedModel> {
    const context = await serverContext(new URL(url), options, [], this.#host);
    const api = TARGETS[options.target].settings;
    const before = (await api?.read(context)) ?? null;
    if (api !== undefined && before !== null) return new ManagedModel(api, context, before);
    throw usageError(
      `${words} cannot be changed at ${url}: no API for it is known ${api === undefined ? `over ${options.target}` : "of this server"}`,
      `${BY_HOOK}, or leave out --url to sweep the embedded server; Triton is set up over oip-http, TorchServe over torchserve-http`,
    );
  }
}

/** A model on a server, which is changed only where its settings differ from the wanted ones. */
class ManagedModel {
  readonly #api: SettingsApi;
  readonly #context: ServerContext;
  readonly #before: unknown;
  /** The settings that the model was changed to, as JSON; null = those from before, undefined = not known. */
  #at: string | null | undefined = null;

  constructor(api: SettingsApi, context: ServerContext, before: unknown) {
    this.#api = api;
    this.#context = context;
    this.#before = before;
  }

  async setUp(settings: ServerSettings): Promise<void> {
    await this.#change(settings, JSON.stringify(settings));
  }

  async restore(): Promise<void> {
    // A server that refused a change, as one does that allows none, would refuse to be put back too.
    if (this.#at === undefined && (await this.#isAsBefore())) return;
    await this.#change({}, null);
  }

  async #isAsBefore(): Promise<boolean> {
    const now = await this.#api.read(this.#context).catch(() => null);
    return isDeepStrictEqual(now, this.#before);
  }

  async #change(settings: ServerSettings, wanted: string | null): Promise<void> {
    if (wanted === this.#at) return;
    this.#at = undefined;
    await this.#api.apply(this.#context, this.#before, settings);
    this.#at = wanted;
  }
}
