import { PlimsollError, targetError } from "../core/errors.ts";
import { excerpt, get } from "./ask/probe.ts";
import type { TargetKind } from "./index.ts";
import { TARGETS } from "./index.ts";
import type { ServerContext } from "./server-context.ts";

/** The protocol that a server was found to speak. */
export interface Discovered {
  readonly kind: TargetKind;
  /** The evidence for the protocol, as a sentence for the user. */
  readonly found: string;
}

const OPENAI: readonly TargetKind[] = ["openai-chat", "openai-completions", "openai-embeddings"];
const GRPC: readonly TargetKind[] = ["oip-grpc", "tfserving-grpc", "torchserve-grpc"];
/**
 * The protocols to try at the root of a URL, in this order. A server that speaks several is driven by the one that
 * tells most about its models, with the least overhead. Triton serves a model of texts over V2 too, but does not
 * stream them.
 */
const AT_ROOT: readonly TargetKind[] = [
  "triton-generate",
  "oip-http",
  "tfserving-rest",
  ...OPENAI,
  "kserve-v1",
  "torchserve-http",
  "ray-serve",
  ...GRPC,
];
/**
 * The protocols to try at a URL with a path: that of an API of language models, or the base of a server behind a gateway.
 * An application of Ray Serve has its whole path from the user, as any other endpoint.
 */
const AT_PATH: readonly TargetKind[] = [
  ...OPENAI,
  "triton-generate",
  "oip-http",
  "tfserving-rest",
  "kserve-v1",
  "torchserve-http",
];

/**
 * Finds the protocol of a server by its health and metadata endpoints, which cost it little work.
 *
 * @param isGrpc true when the scheme of the URL is that of gRPC
 * @throws target error when the server cannot be reached, or speaks no known protocol
 */
export async function discover(context: ServerContext, isGrpc: boolean): Promise<Discovered> {
  const { path, origin } = context;
  const isAtRoot = /^\/(?:\?|$)/.test(path);
  const asked = isGrpc ? GRPC : isAtRoot ? AT_ROOT : AT_PATH;
  for (const kind of asked) {
    const found = await TARGETS[kind].recognise?.(context);
    if (found !== null && found !== undefined) return { kind, found };
  }
  if (!isGrpc && !isAtRoot) return { kind: "http-json", found: `the path ${path.split("?")[0]} was given` };
  throw targetError(
    `${origin} speaks no protocol that Plimsoll knows (asked for ${asked.join(", ")})${isGrpc ? "" : `: ${await rootAnswer(context)}`}`,
    isGrpc
      ? "say what it speaks with --target, such as --target grpc with --proto and --method"
      : "give the path of an endpoint in --url, with a --body if it wants one, or say what it speaks with --target",
  );
}

/** The answer of the server to `GET /`, in words. */
async function rootAnswer(context: ServerContext): Promise<string> {
  try {
    const response = await get(context, "/");
    return `GET / answered ${response.status} and ${excerpt(response)}`;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return error.message;
  }
}
