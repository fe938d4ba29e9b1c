import type { Address } from "../../core/address.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { lengthOf } from "../../payloads/lengths/index.ts";
import type { Payloads } from "../../payloads/payload.ts";
import { type Repetition, repetitionRule } from "../../payloads/repetition/index.ts";
import type { RunResult } from "../../result/run-result.ts";
import { DEFAULT_BALANCING } from "../../scenario/balancing/index.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadLengths } from "../../store/load-traces.ts";
import { contentFor } from "../../store/model-library.ts";
import { TARGETS } from "../../targets/index.ts";
import { compileJsonCheck } from "../../targets/judge/json-check.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { ModelStatistics } from "../../wire/oip/statistics.ts";
import { choosePayloads, type PayloadWish } from "./choose-payloads.ts";
import { choosePrompts } from "./choose-prompts.ts";
import { isGrpc, type OpenEndpoint, openOthers, type Place } from "./endpoints.ts";
import { givenBodies } from "./given-bodies.ts";
import { bringModel } from "./own-model.ts";
import { refuseForeignOptions } from "./refuse-idle-options.ts";
import { refuseIdleTokens } from "./refuse-idle-tokens.ts";
import { withoutKey } from "./request-headers.ts";
import { serverContext } from "./server-context.ts";
import type { SettledOptions } from "./settle-target.ts";

/** Moves the seed away from any that a user gives, for requests that the run did not send. */
const FRESH_SEED_STEP = 2 ** 40;

/** A server that has answered one request as it should, or several that serve the same. */
export interface OpenTarget {
  /** Of the first endpoint. */
  readonly address: Address;
  readonly prepared: PreparedTarget;
  /** The endpoints beside it. */
  readonly others: readonly OpenEndpoint[];
  /** Of every endpoint. */
  readonly urls: readonly string[];
  readonly facts: RunResult["target"];
  /** What its requests carry; null where that is not made here. */
  readonly payloads: Payloads | null;
  /** As many new requests for the first endpoint, no two alike and none sent before, all of one length. */
  prepareFresh(count: number): Promise<PreparedTarget>;
  /** Requests for the first endpoint that carry something else. */
  prepareOther(payloads: Payloads): Promise<PreparedTarget>;
  /** What the server counted of the model so far, as `Target.statistics` says it; not there where the protocol has none. */
  readonly statistics: (() => Promise<ModelStatistics | null>) | null;
  /** Ends what this run started; nothing to do for a server that was there before. */
  close(): Promise<void>;
}

/**
 * Connects to the server under test, or brings a model along, and checks it before any load.
 *
 * @param found what showed the protocol, where nobody said it
 * @param requests how many requests the run will send; asked only when each needs a payload of its own
 * @throws usage error (2) for a model or body that cannot be read, target error (4) for all that the server does.
 */
export async function openTarget(
  options: SettledOptions,
  found: string | null,
  scenario: Scenario,
  requests: () => number,
  host: Host,
): Promise<OpenTarget> {
  const { items = 1, repetition = { kind: "uniform" }, lengths } = scenario.payload ?? {};
  const seed = options.payloadSeed ?? options.seed;
  refuseForeignOptions(options, options.target);
  refuseIdleTokens(options);
  const bodies = givenBodies(options, host.cwd);
  if (bodies.length > 0 || !TARGETS[options.target].takes.includes("batch"))
    refuseIdlePayload(scenario, options, bodies.length, requests);
  refuseScheme(options);
  if (options.check !== undefined) compileJsonCheck(options.check);
  const own = options.url === undefined ? await bringModel(options, scenario, host) : null;
  try {
    const known = { ...options, model: own?.model.name ?? options.model };
    const where = own === null ? (options.url ?? []).map((url) => new URL(url)) : [own.place];
    const places = where.map((place) => {
      const context = serverContext(place, known, bodies, host);
      return { url: place instanceof URL ? place.href : context.origin, context };
    });
    const urls = places.map(({ url }) => url);
    const [first, ...otherPlaces] = places as [Place, ...Place[]]; // the schema wants at least one --url
    const { context } = first;
    let payloads = null as Payloads | null;
    const prepare = (wish: PayloadWish, to = context, other?: Payloads) =>
      TARGETS[options.target].prepare({
        ...to,
        payloadsFor(model, inputs) {
          payloads = other ?? choosePayloads(model, inputs, contentFor(model, host.packageRoot), wish);
          return payloads;
        },
        prompts: () => choosePrompts(wish),
      });
    const samples = await loadLengths(lengths, host.cwd);
    const wish: PayloadWish = { items, repetition, lengths, samples, seed, requests };
    const prepared = await prepare(wish);
    const others = await openOthers({ url: first.url, prepared }, otherPlaces, (to) => prepare(wish, to));
    const facts: RunResult["target"] = {
      kind: options.target,
      found,
      url: urls.join(", "),
      embedded: own !== null,
      server: [...new Set([prepared, ...others].map(({ server }) => server))].join(", "),
      model: prepared.model,
      precision: own?.model.precision ?? null,
      modelSha256: own?.model.sha256 ?? null,
      weights: own?.model.weights ?? "unknown",
      itemsPerRequest: items,
      payload: describePayload(prepared, repetition),
      settings: { ...(own?.settings ?? waySettings(options, prepared)), ...prepared.settings },
    };
    const prepareFresh = (count: number) =>
      prepare({
        ...wish,
        repetition: { kind: "unique" },
        requests: () => count,
        seed: (seed + FRESH_SEED_STEP) % Number.MAX_SAFE_INTEGER,
        lengths: lengths && { kind: "fixed", length: lengthOf(lengths, seed, 0, samples) },
      });
    const prepareOther = (other: Payloads) => prepare(wish, context, other);
    const { statistics: ask } = TARGETS[options.target];
    const { model } = prepared;
    const statistics =
      ask === undefined || model === null || others.length > 0 ? null : () => ask(context, model);
    const close = async () => own?.stop();
    return {
      address: context.address,
      prepared,
      others,
      urls,
      facts,
      payloads,
      prepareFresh,
      prepareOther,
      statistics,
      close,
    };
  } catch (error) {
    await own?.stop();
    throw withoutKey(error, options, host);
  }
}

/** What was chosen about the way to a server that was there before. */
function waySettings(
  { insecure, proxy, url = [], balance = DEFAULT_BALANCING }: SettledOptions,
  { version }: PreparedTarget,
): Record<string, string> {
  return {
    ...(url.length > 1 ? { balance: `${balance} over ${url.length} endpoints` } : {}),
    ...(version === "2" ? { http: "2" } : {}),
    ...(insecure ? { certificate: "not verified" } : {}),
    ...(proxy === undefined ? {} : { proxy: new URL(proxy).host }),
  };
}

function describePayload({ payload, requests }: PreparedTarget, repetition: Repetition): string {
  if (requests.length === 1) return payload;
  return `${payload}; ${repetitionRule(repetition).describe(repetition, requests.length)}`;
}

/** The scheme says what is spoken there: it must not contradict --target. */
function refuseScheme({ url, target }: SettledOptions): void {
  const grpc = url?.find(isGrpc);
  if (grpc !== undefined && !target.endsWith("grpc"))
    throw usageError(
      `--url ${grpc} is gRPC, and --target ${target} is not`,
      "name a target that is, such as --target oip-grpc",
    );
}

/** What the user wrote is sent as it is: other content cannot be made, wherever the wish for it was written. */
function refuseIdlePayload(
  scenario: Scenario,
  options: SettledOptions,
  bodies: number,
  requests: () => number,
): void {
  const { repetition = { kind: "uniform" }, lengths } = scenario.payload ?? {};
  const idle = [
    ...(repetition.kind !== "uniform" && bodies < 2 ? [`repetition ${repetition.kind}`] : []),
    ...(lengths === undefined ? [] : ["lengths"]),
    ...(options.cacheCheck ? ["--cache-check"] : []),
  ];
  if (idle.length > 0) {
    throw usageError(
      `${idle.join(" and ")} would do nothing with --target ${options.target}, whose ${bodies < 2 ? "body is always the same" : "bodies are given"}`,
      "use a scenario without it, or --target oip-http",
    );
  }
  if (repetition.kind === "unique" && bodies < requests()) {
    throw usageError(
      `repetition unique needs ${requests()} bodies, one for each request, and --body has ${bodies}`,
      "write more lines, lower --rate or --duration, or use --repetition uniform",
    );
  }
}
