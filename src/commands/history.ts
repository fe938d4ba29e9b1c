import { basename, relative, resolve } from "node:path";
import {
  type HistoryOptions,
  type HistoryOptionsInput,
  historyOptionsSchema,
} from "../config/history-options.ts";
import { inputSource, mergeOptions } from "../config/merge.ts";
import { EXIT, type ExitCode, usageError } from "../core/errors.ts";
import { plural } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { assembleHistory } from "../history/assemble-history.ts";
import { entryOf } from "../history/entry.ts";
import { HISTORY_EXPORTS } from "../history/exports/index.ts";
import type { History } from "../history/history.ts";
import { createHost } from "../host/real-host.ts";
import { isFolder, readEach, resultFilesIn } from "../store/find-results.ts";
import { writeReportFile } from "../store/report-file.ts";

/** Permutations of each test of a change point: the smallest p is 1/200. */
const PERMUTATIONS = 199;
/** The fewest results of a stretch: fewer are taken for outliers. */
const FEWEST = 3;

/** The outcome of a history. */
export interface HistoryOutcome {
  readonly history: History;
  readonly exitCode: ExitCode;
}

/**
 * Lays the results in folders over time, with the trend of their figures and its change points (docs/history.md).
 *
 * @throws PlimsollError with the documented exit code: usage (2) where there is no folder, or no result in it
 */
export async function history(
  input: HistoryOptionsInput,
  host: Host = createHost(),
): Promise<HistoryOutcome> {
  return historyWith(mergeOptions(historyOptionsSchema, [inputSource(input)]).options, host);
}

/** Makes a history with options that are parsed already. */
export async function historyWith(options: HistoryOptions, host: Host): Promise<HistoryOutcome> {
  const { metric, alpha, seed } = options;
  const named = (file: string) => relative(host.cwd, file) || file;
  const files = options.folders.flatMap((folder) => filesIn(folder, host.cwd));
  const { kept, skipped } = readEach(files, ({ name, document }) => entryOf(named(name), document));
  const left = skipped.map(({ name, why }) => ({ name: named(name), why }));
  const folders = options.folders.join(" and ");
  if (kept.length === 0)
    throw usageError(
      `${folders} ${options.folders.length === 1 ? "holds" : "hold"} no result${left[0] === undefined ? "" : `: ${left[0].why}`}`,
      "give a folder in which runs lie, such as reports/",
    );
  const rule = { alpha, permutations: PERMUTATIONS, fewest: FEWEST, seed };
  const whole = assembleHistory(kept, metric.length === 0 ? null : metric, rule, left, host.version);
  const shown = ofGroup(whole, options.group);
  await writeReports(options, shown, host);
  return { history: shown, exitCode: shown.groups.length === 0 ? EXIT.invalid : EXIT.ok };
}

function filesIn(folder: string, cwd: string): string[] {
  const path = resolve(cwd, folder);
  if (isFolder(path)) return resultFilesIn(path, true);
  throw usageError(`${folder} is no folder`, "give a folder in which results lie, such as reports/");
}

/** A history of the group that was asked for. */
function ofGroup(whole: History, group: number | undefined): History {
  if (group === undefined) return whole;
  const groups = whole.groups.filter((one) => one.group === group);
  if (groups.length > 0) return { ...whole, groups };
  throw usageError(
    `there is no group ${group}: the results are of ${plural(whole.groups.length, "kind")}`,
    "give the number of one of them, or leave --group out",
  );
}

async function writeReports({ report }: HistoryOptions, shown: History, host: Host): Promise<void> {
  const csvFile = basename(report.find(({ name }) => name === "csv")?.file ?? "history.csv");
  for (const { name, file } of report) {
    const exported = name === "html" ? null : HISTORY_EXPORTS[name];
    if (exported?.oneGroup === true && shown.groups.length > 1)
      throw usageError(
        `--report ${name} has room for one group, and there are ${shown.groups.length}`,
        "choose one by its number, such as --group 1",
      );
    const { renderHistoryReport } = await import("../report/history/html.ts");
    const text = exported === null ? await renderHistoryReport(shown) : exported.render(shown, csvFile);
    writeReportFile(resolve(host.cwd, file), text);
  }
}
