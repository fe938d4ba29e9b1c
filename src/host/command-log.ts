import { fstatSync, openSync, readSync } from "node:fs";
import { usageError } from "../core/errors.ts";

const TAIL_BYTES = 2000;
const TAIL_LINES = 5;

/** Opens the file that the output of commands is appended to. @throws usage error when it cannot be written, as on a full disk */
export function openLog(file: string): number {
  try {
    return openSync(file, "a+");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`${file} cannot be written: ${reason}`, "free space, or choose another --out");
  }
}

/** The last lines of an open log, of what was written after its first `before` bytes. */
export function tailOf(log: number, before: number): string {
  const size = fstatSync(log).size;
  const from = Math.max(before, size - TAIL_BYTES);
  const bytes = Buffer.alloc(size - from);
  readSync(log, bytes, 0, bytes.length, from);
  return bytes.toString("utf8").trim().split("\n").slice(-TAIL_LINES).join("\n");
}
