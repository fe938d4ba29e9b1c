import { resolve } from "node:path";
import { compareSides } from "../compare/compare-sides.ts";
import type { Comparison } from "../compare/comparison.ts";
import { COMPARE_EXPORTS } from "../compare/exports/index.ts";
import type { CountedSide } from "../compare/side.ts";
import {
  type CompareOptions,
  type CompareOptionsInput,
  compareOptionsSchema,
} from "../config/compare-options.ts";
import { inputSource, mergeOptions } from "../config/merge.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import { writeReportFile } from "../store/report-file.ts";
import { type ReadSide, readSides } from "./compare/read-sides.ts";

/** The outcome of a comparison. */
export interface CompareOutcome {
  readonly comparison: Comparison;
  readonly exitCode: ExitCode;
  /** Files that stood among the results and are none, in words. */
  readonly skipped: readonly string[];
}

/**
 * Compares results with each other (docs/compare.md).
 *
 * @throws PlimsollError with the documented exit code: usage (2) where a result cannot be read, or sides have nothing in common
 */
export async function compare(
  input: CompareOptionsInput,
  host: Host = createHost(),
): Promise<CompareOutcome> {
  return compareWith(mergeOptions(compareOptionsSchema, [inputSource(input)]).options, host);
}

/** Compares results with options that are parsed already. */
export async function compareWith(options: CompareOptions, host: Host): Promise<CompareOutcome> {
  const read = readSides(options.sides, host.cwd);
  const metrics = options.metric.length === 0 ? null : options.metric;
  const { comparison, sides } = compareSides(read, metrics, host.version);
  for (const { name, file } of options.report)
    writeReportFile(resolve(host.cwd, file), await rendered(name, comparison, sides));
  const isEmpty = sides.some(({ counted }) => counted.length === 0);
  return { comparison, exitCode: isEmpty ? EXIT.invalid : EXIT.ok, skipped: read.flatMap(skippedWords) };
}

async function rendered(
  name: CompareOptions["report"][number]["name"],
  comparison: Comparison,
  sides: readonly CountedSide[],
): Promise<string> {
  if (name !== "html") return COMPARE_EXPORTS[name].render(comparison);
  const { renderComparisonReport } = await import("../report/compare/html.ts");
  return renderComparisonReport({ comparison, sides });
}

function skippedWords({ skipped }: ReadSide): string[] {
  return skipped.map(({ name, why }) => `${name} is skipped: ${why}`);
}
