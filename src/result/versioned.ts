import type { z } from "zod";
import { usageError } from "../core/errors.ts";
import { printable } from "../core/format.ts";
import type { JsonObject } from "../wire/json.ts";
import { show } from "../wire/wire-error.ts";

/**
 * A pure function that makes a document of one schema version into one of the next; its caller sets `schemaVersion`.
 */
export type Migration = (older: JsonObject) => JsonObject;

/** The documents of one `kind`: their schema, its version, and the migrations to it. */
export interface DocumentKind<Document> {
  /** Noun for the document with its article, for sentences. */
  readonly noun: string;
  readonly schema: z.ZodType<Document>;
  /** The schema version that `schema` describes. */
  readonly version: number;
  /** Migrations, by the schema version that each begins from. */
  readonly migrations: Readonly<Record<number, Migration>>;
}

export type DocumentKinds<Document> = Readonly<Record<string, DocumentKind<Document>>>;

/** Most problems of a document that are listed; the others are counted. */
const MOST_PROBLEMS = 3;
const ORIGINAL = "give a result.json as plimsoll wrote it";

/**
 * Reads a JSON value as a document in the current version of its kind: an older one is migrated step by step.
 *
 * @param name of what was read, with which messages begin
 * @throws usage error of one sentence, whatever the value is
 */
export function readVersioned<Document>(
  json: unknown,
  name: string,
  kinds: DocumentKinds<Document>,
): Document {
  const found = asObject(json, name, kinds);
  const kind = kindOf(found, name, kinds);
  const migrated = migrate(found, name, kind);
  const parsed = kind.schema.safeParse(migrated);
  if (parsed.success) return parsed.data;
  throw usageError(`${name} is ${kind.noun} with wrong content: ${firstProblems(parsed.error)}`, ORIGINAL);
}

function asObject(json: unknown, name: string, kinds: DocumentKinds<unknown>): JsonObject {
  if (json !== null && typeof json === "object" && !Array.isArray(json)) return json as JsonObject;
  throw usageError(
    `${name} holds ${plain(show(json))}, not a result: an object whose kind is ${namesOf(kinds)}`,
    ORIGINAL,
  );
}

function kindOf<Document>(
  found: JsonObject,
  name: string,
  kinds: DocumentKinds<Document>,
): DocumentKind<Document> {
  const { kind } = found;
  if (kind === undefined)
    throw usageError(`${name} has no kind, which in a result is ${namesOf(kinds)}`, ORIGINAL);
  const known = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (known !== undefined) return known;
  throw usageError(
    `${name} has the kind ${plain(show(kind))}, and this Plimsoll knows ${namesOf(kinds)}`,
    `${ORIGINAL}, or use ${newerThan(found)}`,
  );
}

function migrate(found: JsonObject, name: string, kind: DocumentKind<unknown>): JsonObject {
  const written = versionOf(found, name);
  if (written > kind.version)
    throw usageError(
      `${name} was written by a newer Plimsoll (schemaVersion ${written}, this one knows up to ${kind.version})`,
      `use ${newerThan(found)}`,
    );
  const oldest = oldestReadable(kind);
  const readable = oldest === kind.version ? `${oldest}` : `${oldest} to ${kind.version}`;
  if (written < oldest)
    throw usageError(
      `${name} was written by an older Plimsoll (schemaVersion ${written}, this one reads ${readable})`,
      `measure again, or read it with ${writerOf(found) ?? "the Plimsoll that wrote it"}`,
    );
  let document = found;
  for (let from = written; from < kind.version; from++)
    document = { ...step(document, from, name, kind), schemaVersion: from + 1 };
  return document;
}

function versionOf({ schemaVersion }: JsonObject, name: string): number {
  if (schemaVersion === undefined)
    throw usageError(`${name} has no schemaVersion, so nothing says how to read it`, ORIGINAL);
  if (typeof schemaVersion === "number" && Number.isInteger(schemaVersion)) return schemaVersion;
  throw usageError(
    `${name} has the schemaVersion ${plain(show(schemaVersion))}, which is not a whole number`,
    ORIGINAL,
  );
}

function oldestReadable({ version, migrations }: DocumentKind<unknown>): number {
  let oldest = version;
  while (migrations[oldest - 1] !== undefined) oldest--;
  return oldest;
}

/**
 * Migrates a document by one version. A migration may trust the schema of its version, which is no longer kept: if it
 * throws, the document is wrong.
 */
function step(older: JsonObject, from: number, name: string, kind: DocumentKind<unknown>) {
  try {
    return kind.migrations[from]?.(older);
  } catch (error) {
    throw usageError(
      `${name} is ${kind.noun} of schemaVersion ${from} with wrong content: ${plain(error instanceof Error ? error.message : String(error))}`,
      ORIGINAL,
    );
  }
}

function firstProblems({ issues }: z.ZodError): string {
  const problems = issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => plain(`${path.join(".") || "the whole"}: ${message}`));
  const more = issues.length - problems.length;
  return `${problems.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

/** Name of the Plimsoll that can read a document that this one cannot. */
function newerThan(found: JsonObject): string {
  const writer = writerOf(found);
  return writer === undefined ? "a newer Plimsoll" : `${writer} or newer`;
}

function writerOf({ plimsollVersion }: JsonObject): string | undefined {
  const isVersion = typeof plimsollVersion === "string" && /^\d[\w.+-]{0,40}$/.test(plimsollVersion);
  return isVersion ? `Plimsoll ${plimsollVersion}` : undefined;
}

function namesOf(kinds: DocumentKinds<unknown>): string {
  const names = Object.keys(kinds);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Text of a file without control characters: it may hold escape sequences, which a terminal must not obey. */
function plain(text: string): string {
  return printable(text.slice(0, 200));
}
