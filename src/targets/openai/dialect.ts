import { expectObject } from "../../wire/json.ts";
import type { ListedModel } from "../../wire/openai/openai.ts";
import { withQuery } from "../ask/base-path.ts";
import { peekJson } from "../ask/probe.ts";
import type { TargetContext } from "../server-context.ts";

/** A server program that speaks the OpenAI API, with its extensions of that API. */
export interface Dialect {
  readonly name: string;
  /** The owner that the server states for its models (`owned_by`); null when it states no fixed owner. */
  readonly ownedBy: string | null;
  /**
   * The path under the server's root whose answer holds the version, with the function that reads it; null for none.
   */
  readonly version: { readonly path: string; read(said: Readonly<Record<string, unknown>>): unknown } | null;
  /** The request fields that set the exact length of an answer, in tokens; null when the server has none. */
  readonly exactly: ((tokens: number) => Readonly<Record<string, unknown>>) | null;
  /** True when the server lists all its models: a name that is not listed is wrong, even if the server answers. */
  readonly listsAll: boolean;
}

const onToTheLimit = (tokens: number) => ({ ignore_eos: true, min_tokens: tokens });

/**
 * The dialect of vLLM. Sources: `ModelCard` and `ignore_eos` in vLLM entrypoints/openai/engine/protocol.py, which
 * SGLang shares (srt/entrypoints/openai/protocol.py).
 */
const VLLM: Dialect = {
  name: "vLLM",
  ownedBy: "vllm",
  version: { path: "/version", read: ({ version }) => version },
  exactly: onToTheLimit,
  listsAll: true,
};
const SGLANG: Dialect = {
  name: "SGLang",
  ownedBy: "sglang",
  version: { path: "/get_server_info", read: ({ version }) => version },
  exactly: onToTheLimit,
  listsAll: true,
};
/** The dialect of llama.cpp (tools/server), which answers whatever model a request names. */
const LLAMA_CPP: Dialect = {
  name: "llama.cpp",
  ownedBy: "llamacpp",
  version: { path: "/props", read: ({ build_info }) => build_info },
  exactly: () => ({ ignore_eos: true }),
  listsAll: true,
};
/**
 * The dialect of TGI (router/src/server.rs). Its model is its own owner; requests may use any name, usually "tgi".
 */
const TGI: Dialect = {
  name: "TGI",
  ownedBy: null,
  version: {
    path: "/info",
    read: ({ router, version }) => (router === "text-generation-router" ? version : undefined),
  },
  exactly: null,
  listsAll: false,
};
/**
 * The dialect of Ollama (openai/openai.go). The owner is the namespace of a model; a name without a tag is `:latest`.
 */
const OLLAMA: Dialect = {
  name: "Ollama",
  ownedBy: "library",
  version: { path: "/api/version", read: ({ version }) => version },
  exactly: null,
  listsAll: false,
};
/** The dialect of OpenAI itself, of gateways, and of servers that do not identify themselves. */
const GENERIC: Dialect = {
  name: "OpenAI API",
  ownedBy: null,
  version: null,
  exactly: null,
  listsAll: false,
};

const OWNERS = [VLLM, SGLANG, LLAMA_CPP, OLLAMA];
/** The dialects to try for an unknown owner of models: they are recognised by the path of their version. */
const ASKED = [TGI, OLLAMA];

/** Finds the dialect of a server by the owner of its models and by the path of its version. */
export async function findDialect(
  context: TargetContext,
  root: string,
  models: readonly ListedModel[],
): Promise<{ readonly dialect: Dialect; readonly server: string }> {
  const owner = models[0]?.ownedBy;
  const known = OWNERS.find(({ ownedBy }) => ownedBy === owner);
  for (const dialect of known === undefined ? ASKED : [known]) {
    const version = await versionOf(context, root, dialect);
    if (version !== undefined) return { dialect, server: `${dialect.name} ${version}` };
  }
  const dialect = known ?? GENERIC;
  return { dialect, server: known?.name ?? "server that speaks the OpenAI API" };
}

async function versionOf(
  context: TargetContext,
  root: string,
  { version }: Dialect,
): Promise<string | undefined> {
  if (version === null) return undefined;
  const read = await peekJson(context, withQuery(context, `${root}${version.path}`), (json) =>
    version.read(expectObject(json, "version")),
  );
  return typeof read === "string" ? read : undefined;
}
