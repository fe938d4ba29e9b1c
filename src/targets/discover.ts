import { PlimsollError, targetError } from "../core/errors.ts";
import { excerpt, get } from "./ask/probe.ts";
import type { TargetKind } from "./index.ts";
import { TARGETS } from "./index.ts";
import type { ServerContext } from "./server-context.ts";

export interface Discovered {
  readonly kind: TargetKind;
  /** What showed it, for the user. */
  readonly found: string;
}

const OPENAI: readonly TargetKind[] = ["openai-chat", "openai-completions", "openai-embeddings"];
const GRPC: readonly TargetKind[] = ["oip-grpc", "tfserving-grpc", "torchserve-grpc"];
/**
 * In this order: who speaks several is driven by the one that says most about its models, with the least overhead. Triton
 * speaks V2 to a model of texts too, but gives none of them as they come.
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
 * Asks a server what it speaks: health and metadata, nothing that would cost it work.
 *
 * @param isGrpc the URL says gRPC
 * @throws target error when it cannot be reached, or speaks nothing that is known here
 */
export async function discover(context: ServerContext, isGrpc: boolean): Promise<Discovered> {
  const { path, origin } = context;
  const asked = isGrpc ? GRPC : path === "/" ? AT_ROOT : OPENAI;
  for (const kind of asked) {
    const found = await TARGETS[kind].recognise?.(context);
    if (found !== null && found !== undefined) return { kind, found };
  }
  if (!isGrpc && path !== "/") return { kind: "http-json", found: `the path ${path} was given` };
  throw targetError(
    `${origin} speaks nothing that is known here (asked for ${asked.join(", ")})${isGrpc ? "" : `: ${await saidAt(context)}`}`,
    isGrpc
      ? "say what it speaks with --target, such as --target grpc with --proto and --method"
      : "give the path of an endpoint in --url, with a --body if it wants one, or say what it speaks with --target",
  );
}

/** What the server says to the plainest of questions. */
async function saidAt(context: ServerContext): Promise<string> {
  try {
    const response = await get(context, "/");
    return `GET / answered ${response.status} and ${excerpt(response)}`;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return error.message;
  }
}
