import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { RunResult } from "../result/run-result.ts";
import { readResultFile } from "./result-file.ts";
import { RESULT_FILE, ResultFolder } from "./result-folder.ts";

/** Accuracy of the variants, measured before the points. */
export const ACCURACY_FILE = "accuracy.json";
const POINTS = "points";
const MEND = "delete the folder of this point and resume again, or begin a new sweep";

/**
 * Folder of one sweep: `plan.json` says what it is, `points/<id>/attempt-<n>/` holds each run, the rest is written from
 * those. Every file in it is whole or not there, so a sweep that was killed at any moment can go on from what is there.
 */
export class SeriesFolder extends ResultFolder {
  /** @throws usage error when the folder cannot be made */
  create(): void {
    this.make(POINTS);
  }

  /** Something was measured; a plan alone is nothing that could be lost. */
  hasBegun(): boolean {
    const points = join(this.path, POINTS);
    return (
      existsSync(join(this.path, ACCURACY_FILE)) || (existsSync(points) && readdirSync(points).length > 0)
    );
  }

  /** Where the attempt's run puts its results. */
  attemptPath(id: string, attempt: number): string {
    return join(this.path, POINTS, id, `attempt-${attempt}`);
  }

  /**
   * Results of the runs that were made at a point, in their order; one that was cut off is not among them.
   *
   * @throws usage error when what a run wrote cannot be read any more
   */
  attempts(id: string): RunResult[] {
    const folder = join(this.path, POINTS, id);
    if (!existsSync(folder)) return [];
    const results: RunResult[] = [];
    for (let attempt = 1; attempt <= readdirSync(folder).length; attempt++) {
      const file = join(this.attemptPath(id, attempt), RESULT_FILE);
      if (!existsSync(file)) break;
      const result = readAttempt(file);
      if (!result.partial) results.push(result);
    }
    return results;
  }

  /** What `write` wrote; null when there is no such file. @throws usage error when it is not JSON */
  read(name: string): unknown {
    const file = join(this.path, name);
    if (!existsSync(file)) return null;
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
      throw usageError(
        `${file} is not what a sweep wrote: ${error instanceof Error ? error.message.slice(0, 200) : error}`,
        MEND,
      );
    }
  }
}

/** Who resumes a sweep cannot give another file: the cure is another one. */
function readAttempt(file: string): RunResult {
  try {
    return readResultFile(file, "run");
  } catch (error) {
    throw error instanceof PlimsollError ? usageError(error.message, MEND) : error;
  }
}
