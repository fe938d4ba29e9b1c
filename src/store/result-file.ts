import { statSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";
import {
  DOCUMENT_KINDS,
  type DocumentOf,
  type ResultDocument,
  type ResultKind,
  readDocument,
} from "../result/document.ts";
import { attempt, readJson } from "./json-file.ts";
import { RESULT_FILE } from "./result-folder.ts";

const NOUN = "result file";

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
  const document = readDocument(readJson(file, NOUN), file);
  if (wanted === undefined || document.kind === wanted) return document;
  throw usageError(
    `${file} is ${DOCUMENT_KINDS[document.kind].noun}, and ${DOCUMENT_KINDS[wanted].noun} is wanted here`,
    `give the ${RESULT_FILE} of ${DOCUMENT_KINDS[wanted].noun}, or the folder that holds it`,
  );
}

function fileOf(path: string): string {
  const isFolder = attempt(path, NOUN, () => statSync(path).isDirectory());
  if (!isFolder) return path;
  const file = join(path, RESULT_FILE);
  const entry = attempt(file, NOUN, () => statSync(file, { throwIfNoEntry: false }));
  if (entry !== undefined) return file;
  throw usageError(
    `folder ${path} has no ${RESULT_FILE}`,
    "give the folder of a run or sweep that came to its end",
  );
}
