import { formatNumber, printable } from "../../core/format.ts";
import type { ClaimsResult } from "../../result/claims-result.ts";
import { COLUMNS, type Paint, painter, wrap } from "../terminal.ts";

const VERDICT = 15;

type Judged = ClaimsResult["claims"][number];
type Comparison = Judged["compares"][number];

/** The text of `plimsoll sweep --preset claims`: each claim, what was measured, and whether it holds. */
export function renderClaims(result: ClaimsResult, { colour }: { readonly colour: boolean }): string {
  const paint = painter(colour);
  const { cpu = "an unknown processor", "cpu cores": cores = "?" } = result.environment;
  return [
    ...wrap(
      `What people say of serving, on ${printable(cpu)} with ${cores} cores and the shipped models:`,
      COLUMNS,
    ),
    ...result.claims.flatMap((claim) => ["", ...renderClaim(claim, paint)]),
    ...(result.partial ? ["", "It was interrupted before every claim was checked."] : []),
  ].join("\n");
}

function renderClaim({ claim, verdict, a, b, compares, unmeasured }: Judged, paint: Paint): string[] {
  const emphasis = { holds: paint.good, "does not hold": paint.bad, "not shown": paint.note }[verdict];
  const [first = "", ...more] = wrap(claim, COLUMNS - VERDICT);
  const measured =
    unmeasured === null
      ? compares.flatMap((one) => comparison(one, a, b))
      : wrap(`not measured: ${printable(unmeasured)}`, COLUMNS - VERDICT);
  const below = [...more, ...measured];
  return [
    emphasis(verdict.toUpperCase().padEnd(VERDICT)) + first,
    ...below.map((line) => " ".repeat(VERDICT) + line),
  ];
}

function comparison(
  { figure, claimed, ratio, interval, pairs, ...sides }: Comparison,
  a: string,
  b: string,
): string[] {
  const wanted =
    claimed.to === null
      ? `at least ${claimed.from}`
      : claimed.from === 0
        ? `at most ${claimed.to}`
        : `${claimed.from} to ${claimed.to}`;
  if (ratio === null)
    return wrap(`${figure}: no pair of valid runs; claimed ${wanted} times`, COLUMNS - VERDICT);
  const bounds =
    interval === null
      ? `no interval from ${pairs} ${pairs === 1 ? "pair" : "pairs"}`
      : `95 % ${formatNumber(interval.low)} to ${formatNumber(interval.high)}, ${pairs} pairs`;
  return wrap(
    `${figure}: ${a} ${formatNumber(sides.a)}, ${b} ${formatNumber(sides.b)}: ${formatNumber(ratio)} times (${bounds}); claimed ${wanted}`,
    COLUMNS - VERDICT,
  );
}
