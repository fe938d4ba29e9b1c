import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { usageError } from "../core/errors.ts";
import { reasonOf } from "./failure-reason.ts";
import { makeFolder } from "./result-folder.ts";

/**
 * Writes a file that another program reads, and makes its folder where there is none.
 *
 * @param appends whether the text is added to what is in the file already
 * @throws usage error where it cannot be written
 */
export function writeReportFile(path: string, text: string, appends = false): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text, { flag: appends ? "a" : "w" });
  } catch (error) {
    throw usageError(`${path} cannot be written: ${reasonOf(error)}`, "name another file with --report");
  }
}
