import type { RunResult } from "../../result/run-result.ts";
import type { RunFolder } from "../../store/run-folder.ts";

/** A result, and the folder that it was written to. */
export interface WrittenRun {
  readonly result: RunResult;
  readonly folder: RunFolder;
  /** True when the user interrupted something, be it only what comes after the load. */
  readonly interrupted: boolean;
}

/** A run that was measured, with its result written. */
export interface MeasuredRun extends WrittenRun {
  /** Resolves when the server that the run started has ended, which a caller need not wait for before it goes on. */
  readonly closed: Promise<void>;
}

/** A fault of this program that broke a run off. What was measured until then is assembled and written. */
export class BrokenRun extends Error {
  readonly measured: WrittenRun;

  constructor(measured: WrittenRun, cause: Error) {
    super(`${cause.message} (what was measured before it is in ${measured.folder.path})`, { cause });
    this.measured = measured;
    this.stack = `${this.message}\n${cause.stack}`;
  }
}
