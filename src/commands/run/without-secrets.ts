import type { z } from "zod";
import { PlimsollError } from "../../core/errors.ts";
import { knownSecrets } from "../../host/known-secrets.ts";

/**
 * A document without the secrets of this process, for everything that is stored or handed on. A word that the schema
 * prescribes, such as a kind, is ours and stays, even where somebody has it for a password.
 */
export function withoutSecrets<Content>(document: Content, schema: z.ZodType<Content>): Content {
  const hidden = knownSecrets.hideIn(document);
  if (hidden === document) return document;
  const issues = schema.safeParse(hidden).error?.issues ?? [];
  return issues.reduce((mended, { path }) => withWordsAt(mended, document, path), hidden);
}

/** The documented words in `document` at a path, put back into `hidden`. */
function withWordsAt<Content>(hidden: Content, document: Content, path: readonly PropertyKey[]): Content {
  const [key, ...rest] = path;
  if (key === undefined) return wordsOf(hidden, document);
  const [into, from] = [hidden, document] as Record<PropertyKey, unknown>[];
  const mended = withWordsAt(into?.[key], from?.[key], rest);
  return withAt(hidden, key, mended);
}

function withAt<Content>(into: Content, key: PropertyKey, value: unknown): Content {
  return (Array.isArray(into) ? into.with(Number(key), value) : { ...into, [key]: value }) as Content;
}

function wordsOf<Content>(hidden: Content, document: Content): Content {
  if (typeof document === "string") return /^[a-z][a-z0-9-]*$/.test(document) ? document : hidden;
  if (typeof document !== "object" || document === null) return hidden;
  const keys = Object.keys(document);
  return keys.reduce((mended, key) => {
    const [into, from] = [mended, document] as Record<string, unknown>[];
    const words = wordsOf(into?.[key], from?.[key]);
    return withAt(mended, key, words);
  }, hidden);
}

/** Does some work, and throws its errors without secrets: a server or a file may have repeated one. */
export async function hidingSecrets<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { exitCode, message, fix, cause } = error;
    const hide = (text: string) => knownSecrets.hide(text);
    if (hide(message) === message && hide(fix ?? "") === (fix ?? "")) throw error;
    throw new PlimsollError(exitCode, hide(message), fix && hide(fix), { cause });
  }
}
