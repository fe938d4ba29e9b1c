import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { RunResult } from "../result/run-result.ts";
import { reasonOf } from "./failure-reason.ts";
import { attempt as attemptTo, readJson } from "./json-file.ts";
import { readResultFile } from "./result-file.ts";
import { RESULT_FILE, ResultFolder } from "./result-folder.ts";
import { sealed, sha256Of, unsealed } from "./seal.ts";

/** The file with the accuracy of the variants, which is measured before the points. */
export const ACCURACY_FILE = "accuracy.json";
/** The file with the plan of a series. */
export const PLAN_FILE = "plan.json";
const POINTS = "points";
const ATTEMPT_FILE = "attempt.json";
/** What a series leaves in its folder that ended before its first measurement. */
const UNBEGUN = [PLAN_FILE, POINTS, "hook.log", "baseline.log", "candidate.log", "control.json"];
const ATTEMPT_CURE = "delete the folder of this point and resume again, or begin anew";

/**
 * The folder of one sweep, search for a load line, gate or check of claims: `plan.json` describes it, `points/<id>/attempt-<n>/` holds each run, and
 * the other files derive from these. Every file is either complete or missing, so a series that was killed at any moment
 * can be resumed. What is read back says what it is and carries the SHA-256 of its content: a file is trusted by what
 * is in it, not by where it lies.
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
    if (this.holdsRuns() && !existsSync(join(this.path, PLAN_FILE)))
      this.refuse(
        `a series of runs without its ${PLAN_FILE}`,
        "choose another --out: these runs stay as they are",
      );
    if (this.holdsRuns())
      this.refuse("a series of runs", "go on with it by --resume, or choose another --out");
    const others = this.results().filter((name) => !UNBEGUN.includes(name));
    if (others.length > 0)
      this.refuse(others.join(" and "), "choose another --out, or delete that folder first");
  }

  /** Takes the folder to go on with its series. @throws usage error when another process writes there, or none can */
  reopen(): void {
    this.take();
  }

  /** Whether anything of a series was measured into it. */
  holdsRuns(): boolean {
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
   * Records a run as an attempt at a point, once its result is written. Only what is recorded is read back.
   *
   * @param plan SHA-256 of the plan of this series
   * @throws usage error when the record cannot be written
   */
  recordAttempt(id: string, attempt: number, plan: string): void {
    const file = join(this.attemptPath(id, attempt), RESULT_FILE);
    const result = attemptTo(file, "result file", () => sha256Of(readFileSync(file)));
    const record: AttemptRecord = { kind: "attempt", plan, id, attempt, result };
    this.writeSealed(join(POINTS, id, `attempt-${attempt}`, ATTEMPT_FILE), record);
  }

  /**
   * The results of the recorded runs at a point, in their order. A run that was interrupted has no record.
   *
   * @param plan SHA-256 of the plan of this series
   * @throws usage error when a result cannot be read, was changed, or is one of another place
   */
  attempts(id: string, plan: string): RunResult[] {
    const folder = join(this.path, POINTS, id);
    if (!existsSync(folder)) return [];
    if (!statSync(folder).isDirectory())
      throw usageError(`${folder} is a file, where the runs of a point are looked for`, ATTEMPT_CURE);
    const results: RunResult[] = [];
    for (let attempt = 1; ; attempt++) {
      const file = join(this.attemptPath(id, attempt), ATTEMPT_FILE);
      if (!existsSync(file)) return results;
      results.push(readAttempt(this.attemptPath(id, attempt), { kind: "attempt", plan, id, attempt }));
    }
  }

  /** Writes a document with its seal, and returns the SHA-256 of it. @throws usage error as `write` does */
  writeSealed(name: string, content: object): string {
    const document = sealed(content);
    this.write(name, `${JSON.stringify(document, null, 2)}\n`);
    return document.sha256;
  }

  /**
   * Reads a document that `writeSealed` wrote, with its SHA-256; null when there is no such file.
   *
   * @throws usage error when it is not JSON, was changed, or does not fit the schema
   */
  readSealed<Content>(
    name: string,
    schema: z.ZodType<Content>,
    cure = "restore the file, or begin anew with another --out",
  ): { readonly content: Content; readonly sha256: string } | null {
    const file = join(this.path, name);
    return existsSync(file) ? readSealed(file, schema, cure) : null;
  }
}

/** The record of a run as an attempt at a point. */
const attemptSchema = z.object({
  kind: z.literal("attempt"),
  plan: z.string().describe("SHA-256 of the plan of the series"),
  id: z.string().describe("name of the point"),
  attempt: z.int().positive(),
  result: z.string().describe("SHA-256 of the bytes of result.json"),
});
type AttemptRecord = z.infer<typeof attemptSchema>;

function readSealed<Content>(file: string, schema: z.ZodType<Content>, cure: string) {
  const { content, sha256 } = unsealed(readForSeries(file, cure), file, cure);
  const parsed = schema.safeParse(content);
  if (parsed.success) return { content: parsed.data, sha256 };
  const [issue] = parsed.error.issues;
  throw usageError(
    `${file} is not what plimsoll wrote: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`,
    cure,
  );
}

function readForSeries(file: string, cure: string): unknown {
  try {
    return readJson(file, "file");
  } catch (error) {
    throw error instanceof PlimsollError ? usageError(error.message, cure) : error;
  }
}

/** Reads the result of an attempt. @throws usage error with a cure for sweeps, where no other file can be given */
function readAttempt(folder: string, expected: Omit<AttemptRecord, "result">): RunResult {
  const { content } = readSealed(join(folder, ATTEMPT_FILE), attemptSchema, ATTEMPT_CURE);
  const { result: digest, ...found } = content;
  if (found.plan !== expected.plan)
    throw usageError(`${folder} holds a run of another series, or of an older plan`, ATTEMPT_CURE);
  if (found.id !== expected.id || found.attempt !== expected.attempt)
    throw usageError(`${folder} holds attempt ${found.attempt} at another point, ${found.id}`, ATTEMPT_CURE);
  const file = join(folder, RESULT_FILE);
  try {
    const result = readResultFile(file, "run");
    if (sha256Of(readFileSync(file)) === digest) return result;
  } catch (error) {
    throw error instanceof PlimsollError ? usageError(error.message, ATTEMPT_CURE) : error;
  }
  throw usageError(`${file} was changed after it was written: its SHA-256 is another one`, ATTEMPT_CURE);
}
