import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { type PlimsollError, usageError } from "../core/errors.ts";
import { reasonOf } from "./failure-reason.ts";

/** The file that marks a folder as one that a process writes into. */
export const LOCK_FILE = "running.lock";

const holderSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process began, in the ticks of its machine: a number of a process is used again. */
  began: z.string().nullable(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Locks a folder for this process. The lock of a process that is gone, as after a kill, is taken over.
 *
 * @returns a function that gives the folder free
 * @throws usage error when another process, or another run of this one, writes there, or when nobody can
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), began: beginningOf(process.pid) };
  // The second time is for the lock of a process that was gone; a third one would be somebody else's again.
  for (const isLast of [false, true]) {
    if (tryToWrite(file, JSON.stringify(own), folder)) return () => rmSync(file, { force: true });
    const holder = holderIn(file);
    if (isLast || holder === undefined || mayRun(holder)) throw heldBy(holder, folder, file);
    rmSync(file, { force: true });
  }
  throw heldBy(undefined, folder, file);
}

/** Writes the lock, unless there is one. @throws usage error when nothing can be written into the folder */
function tryToWrite(file: string, text: string, folder: string): boolean {
  try {
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw usageError(
      `folder ${folder} cannot be written: ${reasonOf(error)}`,
      "free space, or choose another --out",
    );
  }
}

function holderIn(file: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Whether the holder of a lock may still run: on another machine nobody can tell from here. */
function mayRun({ pid, host, began }: Holder): boolean {
  if (host !== hostname()) return true;
  if (!isThere(pid)) return false;
  const now = beginningOf(pid);
  return now === null ? process.platform !== "linux" : began === null || now === began;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The start time of a process (`/proc/PID/stat`, field 22); null where none is told, and for a dead one. */
function beginningOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in brackets, may hold blanks and brackets of its own.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function heldBy(holder: Holder | undefined, folder: string, file: string): PlimsollError {
  if (holder === undefined)
    return usageError(
      `folder ${folder} has a lock that does not say whose it is`,
      `choose another --out, or delete ${file} if nothing writes there`,
    );
  const away = holder.host === hostname() ? "" : ` of machine ${holder.host}`;
  return usageError(
    `process ${holder.pid}${away} is writing into folder ${folder}`,
    away === ""
      ? "wait for its end, or choose another --out"
      : `choose another --out, or delete ${file} if that process is gone`,
  );
}
