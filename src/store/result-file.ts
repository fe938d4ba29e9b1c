import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";
import { printable } from "../core/format.ts";
import {
  DOCUMENT_KINDS,
  type DocumentOf,
  type ResultDocument,
  type ResultKind,
  readDocument,
} from "../result/document.ts";
import { RESULT_FILE } from "./result-folder.ts";

/**
 * Reads the result document in a file, or in the `result.json` of a folder.
 *
 * @param path the file or folder, which messages repeat
 * @param wanted the only kind of document to accept; by default every kind
 * @throws usage error with the file, its fault, and the cure
 */
export function readResultFile(path: string): ResultDocument;
export function readResultFile<Kind extends ResultKind>(path: string, wanted: Kind): DocumentOf<Kind>;
export function readResultFile(path: string, wanted?: ResultKind): ResultDocument {
  const file = fileOf(path);
  const document = readDocument(parse(textOf(file), file), file);
  if (wanted === undefined || document.kind === wanted) return document;
  throw usageError(
    `${file} is ${DOCUMENT_KINDS[document.kind].noun}, and ${DOCUMENT_KINDS[wanted].noun} is wanted here`,
    `give the ${RESULT_FILE} of ${DOCUMENT_KINDS[wanted].noun}, or the folder that holds it`,
  );
}

function fileOf(path: string): string {
  const isFolder = attempt(path, () => statSync(path).isDirectory());
  if (!isFolder) return path;
  const file = join(path, RESULT_FILE);
  const entry = attempt(file, () => statSync(file, { throwIfNoEntry: false }));
  if (entry !== undefined) return file;
  throw usageError(
    `folder ${path} has no ${RESULT_FILE}`,
    "give the folder of a run or sweep that came to its end",
  );
}

function textOf(file: string): string {
  const bytes = attempt(file, () => readFileSync(file));
  try {
    // The decoder drops a byte order mark, which editors on Windows write. `stream` lets a cut last character pass,
    // because `parse` has the better message for a file that was cut.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    throw usageError(`result file ${file} is not UTF-8 text`, "save it as UTF-8, or fetch it again");
  }
}

function parse(text: string, file: string): unknown {
  if (text.trim() === "")
    throw usageError(`result file ${file} is empty`, "fetch it again, or measure again");
  try {
    return JSON.parse(text);
  } catch (error) {
    if (isCut(text))
      throw usageError(
        `result file ${file} seems cut: its JSON has no end`,
        "fetch it again, or measure again",
      );
    const reason = error instanceof Error ? printable(error.message) : error;
    throw usageError(
      `result file ${file} is not JSON: ${reason}`,
      `give a ${RESULT_FILE} as plimsoll wrote it`,
    );
  }
}

/**
 * Tells whether a text has more open brackets than closed ones. Messages of JSON.parse differ between Node versions.
 */
function isCut(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  let open = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString && character === "\\") at++;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "{" || character === "[")) open++;
    else if (!inString && (character === "}" || character === "]")) open--;
  }
  return open > 0;
}

function attempt<Value>(file: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(
      code === "ENOENT" || code === "ENOTDIR"
        ? `result file ${file} does not exist`
        : `result file ${file} cannot be read: ${reason}`,
      `name a ${RESULT_FILE} that can be read, or the folder that holds it`,
    );
  }
}
