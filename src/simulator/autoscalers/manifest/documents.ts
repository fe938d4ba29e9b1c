import { isAlias, parseAllDocuments, visit } from "yaml";
import { usageError } from "../../../core/errors.ts";

/** Longest text that is taken for a manifest, characters. */
const LONGEST_TEXT = 1_000_000;

/** A manifest as it was read, before anything in it is believed. */
export type RawManifest = Readonly<Record<string, unknown>>;

/**
 * Reads the one object in a text of YAML or JSON.
 *
 * @param source what messages call the text, such as the name of its file
 * @throws usage error where it is no YAML, no object, or several
 */
export function readDocument(text: string, source: string): RawManifest {
  if (text.length > LONGEST_TEXT)
    throw usageError(
      `${source} has ${text.length} characters, too many for a manifest`,
      "name the manifest alone",
    );
  const parsed = parseAllDocuments(text, { logLevel: "silent" });
  const documents = "empty" in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) {
    const [firstLine = "", ...rest] = error.message.split("\n");
    const where = /at line \d+/.test(firstLine) || rest.length === 0 ? "" : ` ${rest[0]}`;
    throw usageError(
      `${source} is no YAML: ${firstLine.replace(/:$/, "")}${where}`.trim(),
      "correct the file",
    );
  }
  const [document] = documents;
  if (document === undefined) throw usageError(`${source} is empty`, "name the file of a manifest");
  if (documents.length > 1)
    throw usageError(
      `${source} has ${documents.length} documents, and one autoscaler can be simulated`,
      "put its manifest into a file of its own",
    );
  // A manifest has no use for anchors, and a few of them can stand for more than fits into memory.
  visit(document, (_, node) => {
    if (isAlias(node))
      throw usageError(`${source} refers to an anchor, *${node.source}`, "write the value out");
  });
  const value: unknown = document.toJS();
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw usageError(
      `${source} is no manifest: it has no apiVersion and no kind`,
      "name the file of a manifest",
    );
  return value as RawManifest;
}
