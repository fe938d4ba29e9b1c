import { expectObject } from "../../wire/json.ts";
import type { ListedModel } from "../../wire/openai/openai.ts";
import { peekJson } from "../ask/probe.ts";
import type { TargetContext } from "../server-context.ts";

/** A server that speaks the OpenAI API, with what it understands beyond it. */
export interface Dialect {
  readonly name: string;
  /** What it writes as owner of its models. */
  readonly ownedBy: string | null;
  /** Where it says its version, under the root of the server, and how. */
  readonly version: { readonly path: string; read(said: Readonly<Record<string, unknown>>): unknown } | null;
  /** Fields that make it write exactly so many tokens; null = it cannot be told to. */
  readonly exactly: ((tokens: number) => Readonly<Record<string, unknown>>) | null;
  /** A model that it does not list is none of its own, even where it answers. */
  readonly listsAll: boolean;
}

const onToTheLimit = (tokens: number) => ({ ignore_eos: true, min_tokens: tokens });

/** vLLM entrypoints/openai/engine/protocol.py, SGLang srt/entrypoints/openai/protocol.py: `ModelCard`, `ignore_eos`. */
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
/** llama.cpp tools/server: it answers for whatever model a request names. */
const LLAMA_CPP: Dialect = {
  name: "llama.cpp",
  ownedBy: "llamacpp",
  version: { path: "/props", read: ({ build_info }) => build_info },
  exactly: () => ({ ignore_eos: true }),
  listsAll: true,
};
/** TGI router/src/server.rs: its model is its own owner, and requests may call it anything, usually "tgi". */
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
/** Ollama openai/openai.go: the owner is the namespace of the model; a name without a tag means `:latest`. */
const OLLAMA: Dialect = {
  name: "Ollama",
  ownedBy: "library",
  version: { path: "/api/version", read: ({ version }) => version },
  exactly: null,
  listsAll: false,
};
/** OpenAI itself, gateways, and whoever does not say. */
const GENERIC: Dialect = {
  name: "OpenAI API",
  ownedBy: null,
  version: null,
  exactly: null,
  listsAll: false,
};

const OWNERS = [VLLM, SGLANG, LLAMA_CPP, OLLAMA];
/** Those that say who they are only where one asks. */
const ASKED = [TGI, OLLAMA];

/** Who answers there, from the owner of its models and from the path where it tells its version. */
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
  const read = await peekJson(context, `${root}${version.path}`, (json) =>
    version.read(expectObject(json, "version")),
  );
  return typeof read === "string" ? read : undefined;
}
