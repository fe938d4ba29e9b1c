import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { usageError } from "../core/errors.ts";

/** A file of measurements as text, with the digest by which its origin is known. */
export interface TableFile {
  readonly text: string;
  readonly sha256: string;
}

/** Reads a table. @throws usage error with the file and the cure when it cannot be read, or is no text */
export function readTableFile(path: string): TableFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(
      code === "ENOENT" ? `table ${path} does not exist` : `table ${path} cannot be read: ${reason}`,
      "name a CSV file that can be read",
    );
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch {
    throw usageError(`table ${path} is not UTF-8 text`, "save it as UTF-8");
  }
}
