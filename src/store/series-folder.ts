import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";
import { type RunResult, runResultSchema } from "../result/run-result.ts";

/** Accuracy of the variants, measured before the points. */
export const ACCURACY_FILE = "accuracy.json";

/**
 * Folder of one sweep: `sweep.json` says what it is, `points/<id>/attempt-<n>/` holds each run, the rest is written from
 * those. Every file in it is whole or not there, so a sweep that was killed at any moment can go on from what is there.
 */
export class SweepFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws usage error when the folder cannot be made */
  create(): void {
    try {
      mkdirSync(join(this.path, "points"), { recursive: true });
    } catch (error) {
      throw usageError(
        `folder ${this.path} cannot be made: ${error instanceof Error ? error.message : error}`,
        "choose another --out",
      );
    }
  }

  /** Something was measured; a plan alone is nothing that could be lost. */
  hasBegun(): boolean {
    const points = join(this.path, "points");
    return (
      existsSync(join(this.path, ACCURACY_FILE)) || (existsSync(points) && readdirSync(points).length > 0)
    );
  }

  /** Where the attempt's run puts its results. */
  attemptPath(id: string, attempt: number): string {
    return join(this.path, "points", id, `attempt-${attempt}`);
  }

  /** Results of the runs that were made at a point, in their order; one that was cut off is not among them. */
  attempts(id: string): RunResult[] {
    const folder = join(this.path, "points", id);
    if (!existsSync(folder)) return [];
    const results: RunResult[] = [];
    for (let attempt = 1; attempt <= readdirSync(folder).length; attempt++) {
      const file = join(this.attemptPath(id, attempt), "result.json");
      if (!existsSync(file)) break;
      const result = this.#readAs(file, (json) => runResultSchema.parse(json));
      if (!result.partial) results.push(result);
    }
    return results;
  }

  /** What `write` wrote; null when there is no such file. @throws usage error when it is not JSON */
  read(name: string): unknown {
    const file = join(this.path, name);
    return existsSync(file) ? this.#readAs(file, (json) => json) : null;
  }

  /** Written beside and renamed, so that a reader never sees half a file. Returns its path. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
    return path;
  }

  #readAs<T>(file: string, parse: (json: unknown) => T): T {
    try {
      return parse(JSON.parse(readFileSync(file, "utf8")));
    } catch (error) {
      throw usageError(
        `${file} is not what a sweep wrote: ${error instanceof Error ? error.message.slice(0, 200) : error}`,
        "delete the folder of this point and resume again, or begin a new sweep",
      );
    }
  }
}
