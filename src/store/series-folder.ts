import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { RunResult } from "../result/run-result.ts";
import { readResultFile } from "./result-file.ts";
import { RESULT_FILE, ResultFolder } from "./result-folder.ts";

/** The file with the accuracy of the variants, which is measured before the points. */
export const ACCURACY_FILE = "accuracy.json";
const POINTS = "points";
export const ATTEMPT_CURE = "delete the folder of this point and resume again, or begin a new sweep";

/**
 * The folder of one sweep or check of claims: `plan.json` describes it, `points/<id>/attempt-<n>/` holds each run, and
 * the other files derive from these. Every file is either complete or missing, so a series that was killed at any moment
 * can be resumed.
 */
export class SeriesFolder extends ResultFolder {
  /** Makes the folder. @throws usage error when it cannot be made */
  create(): void {
    this.make(POINTS);
  }

  /** Tells whether the folder holds a measurement. A plan alone has nothing that could be lost. */
  hasBegun(): boolean {
    const points = join(this.path, POINTS);
    return (
      existsSync(join(this.path, ACCURACY_FILE)) || (existsSync(points) && readdirSync(points).length > 0)
    );
  }

  /** The folder for the results of one attempt at a point. */
  attemptPath(id: string, attempt: number): string {
    return join(this.path, POINTS, id, `attempt-${attempt}`);
  }

  /**
   * The results of the complete runs at a point, in their order. A run that was interrupted is left out.
   *
   * @throws usage error when a result cannot be read
   */
  attempts(id: string): RunResult[] {
    const folder = join(this.path, POINTS, id);
    if (!existsSync(folder)) return [];
    if (!statSync(folder).isDirectory())
      throw usageError(`${folder} is a file, where the runs of a point are looked for`, ATTEMPT_CURE);
    const results: RunResult[] = [];
    for (let attempt = 1; attempt <= readdirSync(folder).length; attempt++) {
      const file = join(this.attemptPath(id, attempt), RESULT_FILE);
      if (!existsSync(file)) break;
      const result = readAttempt(file);
      if (!result.partial) results.push(result);
    }
    return results;
  }

  /**
   * Reads a file that `write` wrote, and checks it; null when there is no such file.
   *
   * @throws usage error when it is not JSON, or does not fit the schema
   */
  read<Content>(name: string, schema: z.ZodType<Content>): Content | null {
    const file = join(this.path, name);
    if (!existsSync(file)) return null;
    const parsed = schema.safeParse(this.#parse(file));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw foreign(file, `${issue?.path.join(".") || "the whole"}: ${issue?.message}`);
  }

  #parse(file: string): unknown {
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
      throw foreign(file, error instanceof Error ? error.message.slice(0, 200) : String(error));
    }
  }
}

function foreign(file: string, fault: string): PlimsollError {
  return usageError(
    `${file} is not what a sweep wrote: ${fault}`,
    "restore the file, or begin a new sweep with another --out",
  );
}

/** Reads the result of an attempt. @throws usage error with a cure for sweeps, where no other file can be given */
function readAttempt(file: string): RunResult {
  try {
    return readResultFile(file, "run");
  } catch (error) {
    throw error instanceof PlimsollError ? usageError(error.message, ATTEMPT_CURE) : error;
  }
}
