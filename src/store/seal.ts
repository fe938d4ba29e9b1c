import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { usageError } from "../core/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { reasonOf } from "./failure-reason.ts";

const CHUNK_BYTES = 1024 * 1024;

/**
 * A document with the SHA-256 of its JSON (the other keys, without white space) as its last key. It shows that the
 * content was changed by accident; it is no signature, because whoever changes a file on purpose can make it anew.
 */
export type Sealed<Content> = Content & { readonly sha256: string };

export function sealed<Content extends object>(content: Content): Sealed<Content> {
  return { ...content, sha256: sha256Of(JSON.stringify(content)) };
}

/** The content of a sealed document that was read. @throws usage error without a seal, or with that of other content */
export function unsealed(
  document: unknown,
  file: string,
  cure: string,
): { content: JsonObject; sha256: string } {
  if (document === null || typeof document !== "object" || Array.isArray(document))
    throw usageError(`${file} is not what plimsoll wrote: it holds no object`, cure);
  const { sha256, ...content } = document as JsonObject;
  if (typeof sha256 !== "string")
    throw usageError(`${file} has no sha256, so nothing shows that it is as plimsoll wrote it`, cure);
  if (sha256 === sha256Of(JSON.stringify(content))) return { content, sha256 };
  throw usageError(`${file} was changed after it was written: its content does not give its sha256`, cure);
}

export function sha256Of(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * SHA-256 of a file that a user gave, read in parts: a trace may be larger than memory.
 *
 * @param noun of the file, with which messages begin
 * @throws usage error when it cannot be read
 */
export function sha256OfFile(path: string, noun: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(CHUNK_BYTES);
  try {
    const file = openSync(path, "r");
    try {
      for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk))
        hash.update(chunk.subarray(0, read));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw usageError(`${noun} cannot be read: ${reasonOf(error)}`, "correct the path");
  }
  return hash.digest("hex");
}
