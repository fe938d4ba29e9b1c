import type { Address } from "../../core/address.ts";
import { PlimsollError, targetError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { ChildDeath, ChildServer } from "../../host/child-server.ts";
import type { GivenBody } from "../../payloads/given-bodies.ts";
import type { Payloads } from "../../payloads/payload.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { TargetKind } from "../../targets/index.ts";
import { TARGETS } from "../../targets/index.ts";
import { compileJsonCheck } from "../../targets/judge/json-check.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { ModelStatistics } from "../../wire/oip/statistics.ts";
import type { PayloadWish } from "./choose-payloads.ts";
import { type OpenEndpoint, openOthers, type Place } from "./endpoints.ts";
import { givenBodies } from "./given-bodies.ts";
import { bringModel, type OwnModel } from "./own-model.ts";
import { freshWish, type PreparedPlace, payloadWish, prepareAt } from "./prepare-at.ts";
import { refuseForeignOptions } from "./refuse-idle-options.ts";
import { refuseIdlePayload, refuseScheme } from "./refuse-idle-payload.ts";
import { refuseIdleTokens } from "./refuse-idle-tokens.ts";
import { serverContext } from "./server-context.ts";
import type { SettledOptions } from "./settle-target.ts";
import { targetFacts } from "./target-facts.ts";
import { untilInterrupted } from "./until-interrupted.ts";

/** A server that has answered one request as it should, or several that serve the same. */
export interface OpenTarget {
  /** The address of the first endpoint. */
  readonly address: Address;
  readonly prepared: PreparedTarget;
  /** The endpoints beside the first one. */
  readonly others: readonly OpenEndpoint[];
  /** The URLs of all endpoints. */
  readonly urls: readonly string[];
  readonly facts: RunResult["target"];
  /** The payloads of the requests; null where the requests are not made from payloads. */
  readonly payloads: Payloads | null;
  /** Prepares `count` new requests for the first endpoint: no two alike, none sent before, all of one length. */
  prepareFresh(count: number): Promise<PreparedTarget>;
  /** Prepares requests for the first endpoint that carry other payloads. */
  prepareOther(payloads: Payloads): Promise<PreparedTarget>;
  /** Reads the server's statistics of the model, as `Target.statistics` does; null where the protocol has none. */
  readonly statistics: (() => Promise<ModelStatistics | null>) | null;
  /** The embedded server that this run started; null where it started none. */
  readonly server: Pick<ChildServer, "died" | "death"> | null;
  /** Stops the server that this run started; a server that was there before is left alone. */
  close(): Promise<void>;
}

/** The wishes of a run about its target, beside the options. */
export interface Wanted {
  /** The sign by which the protocol was recognised; null where it was given. */
  readonly found: string | null;
  readonly scenario: Scenario;
  /** Counts the requests that the run will send; called only when each needs a payload of its own. */
  readonly requests: () => number;
  /** Whether nobody asked for the items of a request, so that a server that takes one alone gets one. */
  readonly itemsGiveWay?: boolean;
}

/**
 * Connects to the server under test, or starts the run's own model, and checks it before any load.
 *
 * @throws usage error (2) for a model or body that cannot be read, target error (4) for all failures of the server
 */
export function openTarget(options: SettledOptions, wanted: Wanted, host: Host): Promise<OpenTarget> {
  const opening = openNow(options, wanted, host);
  return untilInterrupted(opening, host.interrupted, "the server was looked at", (late) => late.close());
}

async function openNow(
  options: SettledOptions,
  { found, scenario, requests, itemsGiveWay = false }: Wanted,
  host: Host,
): Promise<OpenTarget> {
  const bodies = givenBodies(options, host.cwd);
  refuseIdle(options, scenario, bodies.length, requests);
  const own = options.url === undefined ? await bringModel(options, scenario, host) : null;
  try {
    const [first, ...otherPlaces] = await placesOf(options, own, bodies, host);
    const asked = await payloadWish(options, scenario, requests, host);
    const prepareFor = (wish: PayloadWish) => prepareAt(first, options.target, wish, host);
    const { wish, prepared, payloads } = await (itemsGiveWay ? givingWay : asAsked)(asked, prepareFor);
    const prepare = (changes: Partial<PayloadWish>, place = first, given?: Payloads) =>
      prepareAt(place, options.target, { ...wish, ...changes }, host, given);
    const others = await openOthers({ url: first.url, prepared }, otherPlaces, (place) => prepare({}, place));
    const urls = [first, ...otherPlaces].map(({ url }) => url);
    return {
      address: first.context.address,
      prepared,
      others,
      urls,
      facts: targetFacts(options, found, {
        own,
        prepared,
        others,
        urls,
        addresses: [first, ...otherPlaces].map(({ context }) => context.address),
        wish,
        refusedItems: refusedBy(asked, wish),
      }),
      payloads,
      prepareFresh: async (count) => (await prepare(freshWish(wish, count))).prepared,
      prepareOther: async (other) => (await prepare({}, first, other)).prepared,
      statistics: others.length > 0 ? null : statisticsOf(options.target, first, prepared),
      server: own?.server ?? null,
      close: async () => own?.stop(),
    };
  } catch (error) {
    const death = own?.server?.death() ?? null;
    await own?.stop();
    throw death === null ? error : diedBeforeLoad(death);
  }
}

/** The error for a server of our own that ended while it was asked its first questions. */
function diedBeforeLoad({ how, lastLines }: ChildDeath): Error {
  return targetError(
    `the embedded server ended with ${how} before it had given a good answer${lastLines === "" ? "" : `: ${lastLines}`}`,
    "look whether the model crashes ONNX Runtime with `plimsoll serve`, and whether memory is short",
  );
}

type Prepared = PreparedPlace & { readonly wish: PayloadWish };
type PrepareFor = (wish: PayloadWish) => Promise<PreparedPlace>;

async function asAsked(wish: PayloadWish, prepareFor: PrepareFor): Promise<Prepared> {
  return { ...(await prepareFor(wish)), wish };
}

/** Prepares with the wanted items a request, or with one where the server answers, and takes no more. */
async function givingWay(wish: PayloadWish, prepareFor: PrepareFor): Promise<Prepared> {
  try {
    return await asAsked(wish, prepareFor);
  } catch (error) {
    if (wish.items === 1 || !(error instanceof PlimsollError) || error.cause !== undefined) throw error;
    // The first error is about what was wanted, and says more than the second.
    return asAsked({ ...wish, items: 1 }, prepareFor).catch(() => {
      throw error;
    });
  }
}

/** The items a request that the server did not take; null where it took what was wanted. */
function refusedBy(asked: PayloadWish, wish: PayloadWish): number | null {
  return asked.items === wish.items ? null : asked.items;
}

/** Refuses options that would do nothing here, before anything is started. @throws usage error */
function refuseIdle(
  options: SettledOptions,
  scenario: Scenario,
  bodies: number,
  requests: () => number,
): void {
  refuseForeignOptions(options, options.target);
  refuseIdleTokens(options);
  if (bodies > 0 || !TARGETS[options.target].takes.includes("batch"))
    refuseIdlePayload(scenario, options, bodies, requests);
  refuseScheme(options);
  if (options.check !== undefined) compileJsonCheck(options.check);
}

/** The places of all endpoints, in the order given. @throws usage error for an unreadable file or a missing key */
async function placesOf(
  options: SettledOptions,
  own: OwnModel | null,
  bodies: readonly GivenBody[],
  host: Host,
): Promise<[Place, ...Place[]]> {
  const known = { ...options, model: own?.model.name ?? options.model };
  const where = own === null ? (options.url ?? []).map((url) => new URL(url)) : [own.place];
  const places = where.map(async (place): Promise<Place> => {
    const context = await serverContext(place, known, bodies, host);
    return { url: place instanceof URL ? place.href : context.origin, context };
  });
  return (await Promise.all(places)) as [Place, ...Place[]]; // the schema wants at least one --url
}

/** The function that reads the server's statistics of the model; null where the protocol has none. */
function statisticsOf(
  target: TargetKind,
  { context }: Place,
  { model }: PreparedTarget,
): OpenTarget["statistics"] {
  const { statistics } = TARGETS[target];
  return statistics === undefined || model === null ? null : () => statistics(context, model);
}
