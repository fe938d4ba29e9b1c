import { join } from "node:path";
import { usageError } from "../core/errors.ts";
import type { RunResult } from "../result/run-result.ts";
import { readResultFile } from "./result-file.ts";

/** A run that was stored before, with the folder that it was read from. */
export interface StoredRun {
  readonly folder: string;
  readonly result: RunResult;
}

/**
 * Reads the runs in folders: of a run, or of a gate, of which the candidate's runs are taken.
 *
 * @throws usage error for a folder without such a result
 */
export function readStoredRuns(folders: readonly string[]): StoredRun[] {
  return folders.flatMap((folder) => {
    const document = readResultFile(folder);
    if (document.kind === "run") return [{ folder, result: document }];
    if (document.kind === "gate" && document.search !== null)
      throw usageError(
        `${folder} holds a gate of load lines, whose runs met other loads than one`,
        "give the folder of a gate at one load",
      );
    if (document.kind === "gate")
      return document.pairs
        .filter(({ stage }) => stage === "gate")
        .map(({ candidate }) => join(folder, candidate.folder))
        .map((run) => ({ folder: run, result: readResultFile(run, "run") }));
    throw usageError(
      `${folder} holds a ${document.kind}, of which no runs are taken`,
      "give the folders of runs, or of a gate whose candidate was accepted",
    );
  });
}
