/** One folder for the temporary files of a benchmark and of its clients, gone when it ends, however that is. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const scratch = mkdtempSync(join(tmpdir(), "plimsoll-peers-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** A new folder in it. */
export const scratchFolder = (name) => mkdtempSync(join(scratch, `${name}-`));
