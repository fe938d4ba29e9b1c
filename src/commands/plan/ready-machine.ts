import { resolve } from "node:path";
import type { PlanOptions } from "../../config/plan-options.ts";
import { usageError } from "../../core/errors.ts";
import { smallest } from "../../core/extremes.ts";
import type { Host } from "../../core/host.ts";
import type { ListedPrice } from "../../cost/catalogue/catalogue.ts";
import type { PriceKind } from "../../cost/catalogue/price-row.ts";
import type { MachineSpec, PriceReference } from "../../planning/machine-spec.ts";
import type { SpotOffer } from "../../planning/purchase/shares.ts";
import type { PlanMachine } from "../../result/plan-result.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { parseServiceSpec } from "../../simulator/service/spec.ts";
import { sha256OfFile } from "../../store/seal.ts";
import { readServiceModelFile } from "../../store/service-model-file.ts";
import { readCatalogue } from "../prices.ts";
import { isServiceModelFile } from "../simulate/calibrated-fleet.ts";

/** A machine type whose price and service model are known. */
export interface ReadyMachine {
  readonly spec: MachineSpec;
  readonly facts: PlanMachine;
  /** What its spot machines cost; null where none is bought. */
  readonly offer: SpotOffer | null;
  /** The document of a calibrated model; null where the service time is stated. */
  readonly model: ServiceModelDocument | null;
}

/**
 * Looks up the prices of machine types and reads their service models.
 *
 * @throws usage error for a price that stands in no table, or in several, and for a model that cannot be read
 */
export function readyMachines(options: PlanOptions, host: Host): readonly ReadyMachine[] {
  const { machine, prices, pricesProvider, pricesAsOf } = options;
  const names = machine.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw usageError(`--machine ${twice} is given twice`, "give the second one another name");
  const needsTable = machine.some(({ price }) => price.kind === "row");
  if (!needsTable && prices.length > 0)
    throw usageError(
      "--prices would do nothing: every machine states its own price",
      "leave it out, or name rows, such as price=g4dn.xlarge@us-east-1",
    );
  const listed =
    prices.length === 0
      ? []
      : readCatalogue({ files: prices, provider: pricesProvider, asOf: pricesAsOf }, host).prices;
  return machine.map((spec) => readyMachine(spec, listed, options, host));
}

function readyMachine(
  spec: MachineSpec,
  listed: readonly ListedPrice[],
  { prices }: PlanOptions,
  host: Host,
): ReadyMachine {
  const model = isServiceModelFile(spec.service)
    ? readServiceModelFile(resolve(host.cwd, spec.service))
    : null;
  const words =
    model === null ? parseServiceSpec(spec.service, `--machine ${spec.name}: service`).words : model.name;
  // What always runs is paid in the cheapest way that is allowed.
  const [first, ...others] = pricesOf(spec, listed, prices).toSorted(
    (one, other) => costToKeep(one) - costToKeep(other),
  );
  if (first === undefined) throw new RangeError("a machine has a price");
  const { row } = first;
  return {
    spec,
    model,
    offer: spotOfferOf(spec, [first, ...others]),
    facts: {
      name: spec.name,
      price: first.price,
      otherPrices: others.map(({ price: { pricePerHour, kind, source, stale } }) => ({
        pricePerHour,
        kind,
        source,
        stale,
      })),
      service: {
        given: spec.service,
        words,
        basis: model === null ? "stated" : "calibrated",
        origin: originOf(spec, model),
        note: noteOf(spec, model),
        measuredBy: model?.origin.kind === "table" ? model.origin.source : null,
        scaledBy: spec.scale === 1 ? null : spec.scale,
        sha256: model === null ? null : sha256OfFile(resolve(host.cwd, spec.service), spec.service),
      },
      precision: spec.precision ?? model?.model.precision ?? null,
      gpu: row?.gpu ?? model?.device.name ?? null,
      gpuCount: row?.gpuCount ?? model?.device.count ?? null,
      gpuMemoryGiB: row?.gpuMemoryGiB ?? null,
      wattsPerReplica: spec.watts,
      spot: spec.spot,
    },
  };
}

/** Price of an hour of a machine that is never taken away; spot machines come behind all others. */
function costToKeep({ price }: FoundPrice): number {
  return price.kind === "spot" ? Number.POSITIVE_INFINITY : price.pricePerHour;
}

/** What spot machines of a type cost, and what may stand in for them; null where none is bought. */
function spotOfferOf({ spot }: MachineSpec, found: readonly FoundPrice[]): SpotOffer | null {
  const usdOf = (kind: PriceKind) => found.find(({ price }) => price.kind === kind)?.price.pricePerHour;
  const spotUsd = usdOf("spot");
  if (spot === null || spotUsd === undefined) return null;
  const baseUsd = smallest(found.map(costToKeep));
  return {
    parameters: spot,
    spotUsd,
    baseUsd: Number.isFinite(baseUsd) ? baseUsd : null,
    onDemandUsd: usdOf("on-demand") ?? null,
  };
}

/** A model that is scaled by a stated factor is as good as stated. */
function originOf(
  { scale }: MachineSpec,
  model: ServiceModelDocument | null,
): PlanMachine["service"]["origin"] {
  if (model === null || scale !== 1) return "assumed";
  return model.origin.kind === "table" ? "imported" : "measured";
}

function noteOf({ scale, service }: MachineSpec, model: ServiceModelDocument | null): string {
  const times = scale === 1 ? "" : `; taken ${scale} times, as the user states and nobody measured`;
  if (model === null) return `${service}: the user states it, and nobody measured it${times}`;
  const from =
    model.origin.kind === "table" ? `the table ${model.origin.file}` : "runs against a real server";
  const device = model.device.name === null ? "" : ` on ${model.device.name}`;
  return [`${model.name}${device}, calibrated from ${from}${times}`, ...model.notes].join(". ");
}

interface FoundPrice {
  readonly price: PlanMachine["price"];
  readonly row: ListedPrice | null;
}

function pricesOf(
  { name, price, pay }: MachineSpec,
  listed: readonly ListedPrice[],
  files: readonly string[],
): readonly FoundPrice[] {
  if (price.kind !== "row") {
    if (price.kind === "stated" && pay.length > 1)
      throw usageError(
        `--machine ${name} states one price, and pay names ${pay.length} ways of paying`,
        `give each its price, such as price=${pay.map((kind) => `${kind}:${price.usdPerHour}`).join(",")}, name a row of --prices, or one way of paying`,
      );
    const stated =
      price.kind === "stated"
        ? [{ kind: pay[0] ?? ("on-demand" as const), usdPerHour: price.usdPerHour }]
        : price.prices;
    return stated.map(({ kind, usdPerHour }) => ({
      row: null,
      price: {
        pricePerHour: usdPerHour,
        currency: "USD",
        kind,
        source: `stated with --machine ${name}`,
        asOf: null,
        stale: null,
        isStated: true,
      },
    }));
  }
  const kinds = pay.length > 0 ? pay : (["on-demand", "owned"] as const);
  const rows = listed.filter((row) => isMeant(row, price));
  const found = kinds.flatMap((kind) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    const places = new Set(ofKind.map((row) => `${row.provider}/${row.instance}@${row.region}`));
    if (places.size > 1)
      throw usageError(
        `--machine ${name}: ${places.size} rows have the price of ${price.instance}: ${[...places].join(", ")}`,
        "say which, such as price=aws/g4dn.xlarge@us-east-1",
      );
    return ofKind.slice(0, 1);
  });
  if (found.length < pay.length || found.length === 0)
    throw usageError(
      `--machine ${name}: ${files.length === 0 ? "no --prices are given, and its price names a row of them" : `no row of ${files.join(" and ")} has a price of ${price.instance}${price.region === null ? "" : ` in ${price.region}`}${pay.length === 0 ? "" : ` by ${pay.filter((kind) => !found.some((row) => row.kind === kind)).join(" and ")}`}`}`,
      "correct its name, give its price in USD an hour, or list what there is with plimsoll prices",
    );
  return found.map((row) => ({
    row,
    price: {
      pricePerHour: row.usdPerHour,
      currency: "USD",
      kind: row.kind,
      source: [row.provider, row.instance, row.region, row.asOf, row.source].filter(Boolean).join(", "),
      asOf: row.asOf,
      stale: row.stale,
      isStated: false,
    },
  }));
}

function isMeant(row: ListedPrice, { provider, instance, region }: PriceReference): boolean {
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  return (
    same(row.instance, instance) &&
    (provider === null || same(row.provider, provider)) &&
    (region === null || (row.region !== null && same(row.region, region)))
  );
}
