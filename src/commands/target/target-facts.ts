import type { Address } from "../../core/address.ts";
import { type Repetition, repetitionRule } from "../../payloads/repetition/index.ts";
import type { RunResult } from "../../result/run-result.ts";
import { DEFAULT_BALANCING } from "../../scenario/balancing/index.ts";
import { TARGETS } from "../../targets/index.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { PayloadWish } from "./choose-payloads.ts";
import type { OpenEndpoint } from "./endpoints.ts";
import { chosenIp } from "./looked-up.ts";
import type { OwnModel } from "./own-model.ts";
import type { SettledOptions } from "./settle-target.ts";

/** The parts of an open target, before its facts are described. */
interface Opened {
  readonly own: OwnModel | null;
  readonly prepared: PreparedTarget;
  readonly others: readonly OpenEndpoint[];
  readonly urls: readonly string[];
  /** The addresses of all endpoints. */
  readonly addresses: readonly Address[];
  readonly wish: Pick<PayloadWish, "items" | "repetition">;
  /** The items a request that the server refused, where nobody asked for them; null where it took what was wanted. */
  readonly refusedItems: number | null;
}

/**
 * The description of the server under test for the result.
 *
 * @param found the sign by which the protocol was recognised; null where it was given
 */
export function targetFacts(
  options: SettledOptions,
  found: string | null,
  { own, prepared, others, urls, addresses, wish, refusedItems }: Opened,
): RunResult["target"] {
  return {
    kind: options.target,
    found,
    url: urls.join(", "),
    embedded: own !== null,
    server: [...new Set([prepared, ...others].map(({ server }) => server))].join(", "),
    model: prepared.model,
    precision: own?.model.precision ?? null,
    modelSha256: own?.model.sha256 ?? null,
    weights: own?.model.weights ?? "unknown",
    itemsPerRequest: itemsPerRequest(options, wish),
    requestBytes: requestBytes(options, prepared),
    payload: describePayload(prepared, wish.repetition),
    settings: {
      ...(own?.settings ?? waySettings(options, prepared, addresses)),
      ...prepared.settings,
      ...(refusedItems === null
        ? {}
        : { items: `1 a request: the server did not take the ${refusedItems} of the default scenario` }),
    },
  };
}

/** The number of items in a request; null for bodies that the user gave without a word about it. */
function itemsPerRequest(
  { body, batch, target }: SettledOptions,
  wish: Pick<PayloadWish, "items">,
): number | null {
  const areOurs = body === undefined && TARGETS[target].takes.includes("batch");
  return areOurs ? wish.items : (batch ?? null);
}

/** The mean bytes of the bodies of the different requests; null where they do not leave this process. */
function requestBytes({ target }: SettledOptions, { requests }: PreparedTarget): number | null {
  if (target === "onnx" || requests.length === 0) return null;
  return requests.reduce((sum, { body }) => sum + (body?.length ?? 0), 0) / requests.length;
}

/** The settings of the connection to a server that was there before. */
function waySettings(
  { insecure, proxy, url = [], balance = DEFAULT_BALANCING }: SettledOptions,
  { version }: PreparedTarget,
  addresses: readonly Address[],
): Record<string, string> {
  const chosen = addresses.flatMap((address) => ("model" in address ? [] : (chosenIp(address) ?? [])));
  return {
    ...(chosen.length > 0 ? { address: chosen.join("; ") } : {}),
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
