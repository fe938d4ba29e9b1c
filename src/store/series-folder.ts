import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { RunResult } from "../result/run-result.ts";
import { reasonOf } from "./failure-reason.ts";
import { readResultFile } from "./result-file.ts";
import { RESULT_FILE, ResultFolder } from "./result-folder.ts";

/** The file with the accuracy of the variants, which is measured before the points. */
export const ACCURACY_FILE = "accuracy.json";
const POINTS = "points";
/** What a series leaves in its folder that ended before its first measurement. */
const UNBEGUN = ["plan.json", POINTS, "hook.log"];
export const ATTEMPT_CURE = "delete the folder of this point and resume again, or begin a new sweep";

/**
 * The folder of one sweep or check of claims: `plan.json` describes it, `points/<id>/attempt-<n>/` holds each run, and
 * the other files derive from these. Every file is either complete or missing, so a series that was killed at any moment
 * can be resumed.
 */
export class SeriesFolder extends ResultFolder {
  /**
   * Takes the folder for a new series, and makes it where there is none. One whose plan was never begun is taken too:
   * it has nothing that could be lost.
   *
   * @throws usage error when it cannot be made or written, is being written by another process, or holds results
   */
  create(): void {
    this.take();
    if (this.#hasBegun()) this.refuse("a sweep", "go on with it by --resume, or choose another --out");
    const others = this.results().filter((name) => !UNBEGUN.includes(name));
    if (others.length > 0)
      this.refuse(others.join(" and "), "choose another --out, or delete that folder first");
  }

  /** Takes the folder to go on with its series. @throws usage error when another process writes there, or none can */
  reopen(): void {
    this.take();
  }

  #hasBegun(): boolean {
    const points = join(this.path, POINTS);
    const files = existsSync(points)
      ? readdirSync(points, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
      : [];
    return existsSync(join(this.path, ACCURACY_FILE)) || files.length > 0;
  }

  /** The folder for the results of one attempt at a point. */
  attemptPath(id: string, attempt: number): string {
    return join(this.path, POINTS, id, `attempt-${attempt}`);
  }

  /** Makes room for an attempt: what an interrupted one left there goes. @throws usage error when it cannot */
  clearAttempt(id: string, attempt: number): void {
    const path = this.attemptPath(id, attempt);
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      throw usageError(`${path} cannot be deleted: ${reasonOf(error)}`, "delete it, and resume again");
    }
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
