import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { ResultDocument } from "../result/document.ts";
import { attempt } from "./json-file.ts";
import { readResultFile } from "./result-file.ts";
import { RESULT_FILE } from "./result-folder.ts";

/** A result with the file it was found in. */
export interface FoundResult {
  readonly name: string;
  readonly document: ResultDocument;
}

/** A file that could be a result, and is none. */
export interface SkippedFile {
  readonly name: string;
  readonly why: string;
}

/** The folders into which a run moves the results that were there before. */
const EARLIER = /^earlier-\d+$/;
/** Files that a series of runs writes for itself. */
const OF_SERIES = ["plan.json", "accuracy.json"];
/** The most files that are looked at: a folder with more is hardly one of results. */
const MOST_FILES = 20_000;

/**
 * The files of results in a folder, in the order of their names: `result.json` of every folder in it at any depth, and other files that end with
 * `.json`. What lies inside the folder of a result is a part of that result and not looked at, but for results that a later run moved to `earlier-1`,
 * `earlier-2` and so on.
 *
 * @param withEarlier whether the folder may itself be that of a result, with earlier ones in it
 */
export function resultFilesIn(folder: string, withEarlier: boolean): string[] {
  const found: string[] = [];
  collect(folder, withEarlier, found);
  return found;
}

function collect(folder: string, withEarlier: boolean, found: string[]): void {
  const entries = attempt(folder, "folder", () => readdirSync(folder, { withFileTypes: true })).sort(
    (a, b) => (a.name < b.name ? -1 : 1),
  );
  const isResult = entries.some((entry) => entry.isFile() && entry.name === RESULT_FILE);
  for (const entry of entries) {
    const { name } = entry;
    const path = join(folder, name);
    if (entry.isDirectory()) {
      const isLooked = isResult
        ? withEarlier && EARLIER.test(name)
        : !name.startsWith(".") && name !== "node_modules";
      if (isLooked) collect(path, withEarlier, found);
    } else if (
      entry.isFile() &&
      (isResult ? name === RESULT_FILE : name.endsWith(".json") && !OF_SERIES.includes(name))
    )
      found.push(path);
    if (found.length > MOST_FILES)
      throw usageError(
        `${folder} and what lies beside it hold more than ${MOST_FILES} JSON files`,
        "name the folder of the results alone",
      );
  }
}

/**
 * Reads files one after the other, so that only what `keep` makes of them is held.
 *
 * @returns what was kept of the results, and the files that are none
 */
export function readEach<Kept>(
  files: readonly string[],
  keep: (found: FoundResult) => Kept,
): { readonly kept: Kept[]; readonly skipped: SkippedFile[] } {
  const kept: Kept[] = [];
  const skipped: SkippedFile[] = [];
  for (const name of files) {
    const read = tryRead(name);
    if (typeof read === "string") skipped.push({ name, why: read });
    else kept.push(keep({ name, document: read }));
  }
  return { kept, skipped };
}

function tryRead(file: string): ResultDocument | string {
  try {
    return readResultFile(file);
  } catch (error) {
    if (error instanceof PlimsollError) return error.message;
    throw error;
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether a path is a folder that is not that of one result, and so may hold several. */
export function isFolderOfResults(path: string): boolean {
  return isFolder(path) && statSync(join(path, RESULT_FILE), { throwIfNoEntry: false }) === undefined;
}
