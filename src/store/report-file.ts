import { accessSync, closeSync, constants, existsSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { usageError } from "../core/errors.ts";
import { reasonOf } from "./failure-reason.ts";
import { makeFolder } from "./result-folder.ts";

/**
 * Tells before anything is measured that a report could not be written, and makes its folder where there is none.
 *
 * @throws usage error as `writeReportFile` does
 */
export function checkReportFile(path: string): void {
  whileWriting(path, () => {
    makeFolder(dirname(path));
    if (existsSync(path)) closeSync(openSync(path, "a"));
    else accessSync(dirname(path), constants.W_OK);
  });
}

/**
 * Writes a file that another program reads, and makes its folder where there is none.
 *
 * @param appends whether the text is added to what is in the file already
 * @throws usage error where it cannot be written
 */
export function writeReportFile(path: string, text: string, appends = false): void {
  whileWriting(path, () => {
    makeFolder(dirname(path));
    writeFileSync(path, text, { flag: appends ? "a" : "w" });
  });
}

function whileWriting(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw usageError(`${path} cannot be written: ${reasonOf(error)}`, "name another file with --report");
  }
}
