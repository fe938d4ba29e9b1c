import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { usageError } from "../core/errors.ts";
import { reasonOf } from "./failure-reason.ts";
import { makeFolder } from "./result-folder.ts";

/** Writes a file that another program reads, and makes its folder where there is none. @throws usage error where it cannot */
export function writeReportFile(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (error) {
    throw usageError(`${path} cannot be written: ${reasonOf(error)}`, "name another file with --report");
  }
}
