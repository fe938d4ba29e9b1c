import { formatPrice, formatTime } from "../../core/format.ts";
import type { SweepResult } from "../../result/sweep-result.ts";
import { facts } from "./facts.ts";
import { type Html, html } from "./markup.ts";

/** The machine that sent the load of a document, as a part of its provenance. */
export function machinePart({
  plimsollVersion,
  environment,
}: Pick<SweepResult, "plimsollVersion" | "environment">): Html {
  return html`<div><h3>Machine that generated the load</h3>${facts([
    ["Plimsoll", plimsollVersion],
    ...Object.entries(environment),
  ])}</div>
`;
}

/** The target of many runs, as a part of their provenance. @param runs what an embedded server is started for, each */
export function targetPart(
  { target, startedAt, seed, price }: Pick<SweepResult, "target" | "startedAt" | "seed" | "price">,
  runs: "point" | "run",
): Html {
  return html`<div><h3>Target</h3>${facts([
    ["Protocol", target.kind],
    ["Address", target.url ?? `the embedded server, started for each ${runs} on this machine`],
    ["Server", target.server],
    ["Model", target.model],
    ["Began", formatTime(startedAt)],
    ["Seed", String(seed)],
    ["Price", `${formatPrice(price.pricePerHour, price.currency)} per hour; ${price.source}`],
  ])}</div>
`;
}
