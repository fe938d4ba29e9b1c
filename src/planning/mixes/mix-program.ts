import { largest } from "../../core/extremes.ts";
import type { LengthBucket } from "./length-buckets.ts";

/** A machine type with its settings, as the program sees it. */
export interface MixOption {
  readonly pricePerHour: number;
  /** Most replicas of it. */
  readonly most: number;
  /** Requests per second of each bucket that one replica carries; null where it cannot serve the bucket. */
  readonly carriesPerSec: readonly (number | null)[];
}

/** A mix that was tried and does not keep the objectives: no more of each machine, with the same lengths, does so either. */
export interface MissedMix {
  readonly counts: readonly number[];
  /** The option of each bucket; null where all share all requests. */
  readonly optionOf: readonly number[] | null;
}

/** The question of which mix is cheapest. */
export interface MixQuestion {
  readonly options: readonly MixOption[];
  /** Buckets by length, each of which goes to one option; a single one for all requests is shared among the options. */
  readonly buckets: readonly Pick<LengthBucket, "share">[];
  /** How requests are dealt: each bucket to one option, or every option a share of them. */
  readonly deals: "by length" | "shares";
  readonly ratePerSec: number;
  /** The load that it is to carry, as a multiple of the rate. */
  readonly room: number;
  readonly missed: readonly MissedMix[];
}

/** A linear expression: coefficients by the names of the variables. */
type Sum = readonly (readonly [number, string])[];

/**
 * The cheapest mix as an integer program in the LP format of CPLEX, which HiGHS reads. It is that of Mélange (Griggs et al., "Mélange: Cost Efficient
 * Large Language Model Serving by Exploiting GPU Heterogeneity", 2024): minimise the price of machines n_t, where the load Σ_b x_bt λ_b / c_bt of each type is at most
 * n_t, and every bucket is served, Σ_t x_bt = 1. Beyond it: at least two types serve; a bucket is not split where requests are told apart by length, and a type
 * serves one range of lengths, since a balancer tells ranges apart; mixes that were tried and miss are cut off.
 */
export function mixProgram({ options, buckets, deals, ratePerSec, room, missed }: MixQuestion): string {
  const rows: string[] = [];
  const add = (sum: Sum, relation: "<=" | ">=" | "=", value: number) => {
    if (sum.length > 0) rows.push(` r${rows.length}: ${written(sum)} ${relation} ${value}`);
  };
  const serves = (option: number, bucket: number) => options[option]?.carriesPerSec[bucket] != null;
  const all = options.map((_, option) => option);
  for (const [bucket] of buckets.entries())
    add(
      all.filter((option) => serves(option, bucket)).map((option) => [1, share(bucket, option)]),
      "=",
      1,
    );
  for (const [option, { carriesPerSec, most }] of options.entries()) {
    const load = buckets.flatMap((bucket, index): [number, string][] => {
      const carries = carriesPerSec[index];
      return carries == null ? [] : [[(room * ratePerSec * bucket.share) / carries, share(index, option)]];
    });
    add([...load, [-1, count(option)]], "<=", 0);
    for (const [, name] of load)
      add(
        [
          [1, name],
          [-1, used(option)],
        ],
        "<=",
        0,
      );
    if (deals === "by length")
      add([[1, used(option)], ...load.map(([, name]): [number, string] => [-1, name])], "<=", 0);
    add(
      [
        [1, count(option)],
        [-1, used(option)],
      ],
      ">=",
      0,
    );
    add(
      [
        [1, count(option)],
        [-most, used(option)],
      ],
      "<=",
      0,
    );
  }
  add(
    all.map((option) => [1, used(option)]),
    ">=",
    2,
  );
  const begins = deals === "by length" ? inOneRange() : [];
  const raised = missed.flatMap((one, index) => cutOff(one, index));
  const shares = all.flatMap((option) =>
    buckets.flatMap((_, bucket) => (serves(option, bucket) ? [share(bucket, option)] : [])),
  );
  const binaries = [...all.map(used), ...begins, ...raised, ...(deals === "by length" ? shares : [])];
  return [
    "Minimize",
    ` price: ${written(options.map(({ pricePerHour }, option) => [pricePerHour, count(option)]))}`,
    "Subject To",
    ...rows,
    "Bounds",
    ...shares.map((name) => ` 0 <= ${name} <= 1`),
    "Generals",
    ` ${all.map(count).join(" ")}`,
    "Binaries",
    ` ${binaries.join(" ")}`,
    "End",
  ].join("\n");

  /** Lets each option begin at most one range of buckets. Returns the variables that say where. */
  function inOneRange(): string[] {
    return all.flatMap((option) => {
      const starts = buckets.flatMap((_, bucket) => {
        if (!serves(option, bucket)) return [];
        const before =
          bucket > 0 && serves(option, bucket - 1) ? [[1, share(bucket - 1, option)] as const] : [];
        const start = `s${bucket}_${option}`;
        add([[1, start], [-1, share(bucket, option)], ...before], ">=", 0);
        return [start];
      });
      add(
        starts.map((start) => [1, start]),
        "<=",
        1,
      );
      return starts;
    });
  }

  /** Cuts off a mix that misses: some count must be higher, or some bucket must go elsewhere. Returns the variables that say which count is. */
  function cutOff({ counts, optionOf }: MissedMix, index: number): string[] {
    const higher = all.filter((option) => (counts[option] ?? 0) < (options[option]?.most ?? 0));
    const names = higher.map((option) => `w${index}_${option}`);
    for (const [at, option] of higher.entries())
      add(
        [
          [1, count(option)],
          [-((counts[option] ?? 0) + 1), names[at] as string],
        ],
        ">=",
        0,
      );
    const same = (optionOf ?? []).map((option, bucket): [number, string] => [-1, share(bucket, option)]);
    add([...names.map((name): [number, string] => [1, name]), ...same], ">=", 1 - same.length);
    return names;
  }
}

/** The solution of a program, by the names of its variables. */
export function mixOf(
  values: ReadonlyMap<string, number>,
  { options, buckets, deals }: MixQuestion,
): MissedMix {
  const at = (name: string) => values.get(name) ?? 0;
  const counts = options.map((_, option) => Math.round(at(count(option))));
  const optionOf = buckets.map((_, bucket) => {
    const shares = options.map((_, option) => at(share(bucket, option)));
    return shares.indexOf(largest(shares));
  });
  return { counts, optionOf: deals === "by length" ? optionOf : null };
}

const count = (option: number) => `n${option}`;
const used = (option: number) => `z${option}`;
const share = (bucket: number, option: number) => `x${bucket}_${option}`;

function written(sum: Sum): string {
  return sum.map(([factor, name]) => `${factor < 0 ? "-" : "+"} ${Math.abs(factor)} ${name}`).join(" ");
}
