import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { usageError } from "../core/errors.ts";
import { reasonOf } from "./failure-reason.ts";
import { lockFolder } from "./folder-lock.ts";
import type { Place } from "./place.ts";

/** The file name of the result document in a folder. */
export const RESULT_FILE = "result.json";
/** The names of everything that a run or a series writes into its folder. */
const RESULTS = [
  RESULT_FILE,
  "report.html",
  "latency.hlog",
  "plan.json",
  "accuracy.json",
  "points",
  "points.csv",
  "fleets.csv",
  "hook.log",
  "baseline.log",
  "candidate.log",
  "control.json",
];
const MOST_NUMBERS = 1000;

/**
 * A folder for results. Who writes into it takes it before the measurement and gives it free afterwards. Every file
 * that `write` makes is either complete or missing.
 */
export class ResultFolder {
  readonly #place: Place;
  #path: string;
  #isMade = false;
  #unlock: (() => void) | null = null;

  constructor(place: Place) {
    this.#place = place;
    this.#path = place.path;
  }

  /** The path of the folder; one that was made up is final once the folder is taken. */
  get path(): string {
    return this.#path;
  }

  /**
   * Makes the folder where there is none, and locks it.
   *
   * @throws usage error when it cannot be made or written, or when another process writes there
   */
  protected take(): void {
    try {
      if (this.#place.madeUp) {
        makeFolder(dirname(this.#path));
        this.#makeAnew();
      } else this.#isMade = makeFolder(this.#path);
    } catch (error) {
      throw usageError(`folder ${this.#path} cannot be made: ${reasonOf(error)}`, "choose another --out");
    }
    this.#unlock = lockFolder(this.#path);
  }

  #makeAnew(): void {
    for (let number = 1; ; number++) {
      this.#path = number === 1 ? this.#place.path : `${this.#place.path}-${number}`;
      try {
        mkdirSync(this.#path);
        this.#isMade = true;
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || number === MOST_NUMBERS) throw error;
      }
    }
  }

  /** Gives the folder free for others, and removes it where it was made for nothing. */
  release(): void {
    this.#unlock?.();
    this.#unlock = null;
    if (!this.#isMade) return;
    try {
      rmdirSync(this.#path);
    } catch {
      // It holds results, as it should.
    }
  }

  /** The names of the results that are in the folder already. */
  protected results(): string[] {
    return RESULTS.filter((name) => existsSync(join(this.#path, name)));
  }

  /** Gives the folder free and refuses what is in it. */
  protected refuse(found: string, fix: string): never {
    this.release();
    throw usageError(`folder ${this.#path} holds ${found} already`, fix);
  }

  /**
   * Writes a file and returns its path. The text goes to a temporary file that is then renamed, so that a reader
   * never sees half a file.
   *
   * @throws usage error when writing fails, as on a full disk; an earlier file is then unchanged
   */
  write(name: string, text: string): string {
    const path = join(this.#path, name);
    const partPath = `${path}.tmp`;
    try {
      writeFileSync(partPath, text);
      renameSync(partPath, path);
    } catch (error) {
      rmSync(partPath, { force: true, recursive: true });
      throw usageError(
        `${path} cannot be written: ${reasonOf(error)}`,
        "free space, or choose another --out",
      );
    }
    return path;
  }
}

/**
 * Makes a folder, with those above it. Node's own way never ends where one of these can hold none, as in `/proc`.
 *
 * @returns false where it is there already
 */
export function makeFolder(path: string): boolean {
  if (isFolder(path)) return false;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it in between.
    if (!isFolder(path)) throw error;
    return false;
  }
  return true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
