import { PlimsollError, targetError } from "../core/errors.ts";
import { excerpt, get } from "./ask/probe.ts";
import { mostTelling, refusalError } from "./ask/refusal.ts";
import { ExchangeError } from "./ask/session.ts";
import type { TargetKind } from "./index.ts";
import { TARGETS } from "./index.ts";
import type { Refusal, ServerContext } from "./server-context.ts";

/** The part of the time for an answer that a question of discovery may hang. */
const PART_OF_TIME = 1 / 3;
/** The times for an answer after which a server that let a question hang is asked nothing more. */
const MOST_TIMES = 2;

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
  const refusals: Refusal[] = [];
  const { found, silence } = await firstFound(asked, {
    ...context,
    onRefusal: (refusal) => refusals.push(refusal),
  });
  if (found !== null) return found;
  const refusal = mostTelling(refusals);
  // Where a path is given, a gateway may refuse the paths beside it that it does not know.
  const isBase = isAtRoot || /\/v\d+\/?(?:\?|$)/.test(path);
  const error = refusal && refusalError(context, refusal.what, refusal.status, refusal.said);
  if (isBase && error) throw error;
  if (silence !== null) throw silence;
  if (!isGrpc && !isAtRoot) return { kind: "http-json", found: `the path ${path.split("?")[0]} was given` };
  throw targetError(
    `${origin} speaks no protocol that Plimsoll knows (asked for ${asked.join(", ")})${isGrpc ? "" : `: ${await rootAnswer(context)}`}`,
    isGrpc
      ? "say what it speaks with --target, such as --target grpc with --proto and --method"
      : "give the path of an endpoint in --url, with a --body if it wants one, or say what it speaks with --target",
  );
}

/** What discovery found, and the error of the first question that was never answered. */
interface Asked {
  readonly found: Discovered | null;
  readonly silence: PlimsollError | null;
}

/**
 * Asks for one protocol after another. A server that lets a question hang may still answer another, so each gets a part
 * of the time alone; after twice the whole of it, nothing more is asked of a silent server.
 *
 * @throws target error when the server cannot be reached
 */
async function firstFound(kinds: readonly TargetKind[], context: ServerContext): Promise<Asked> {
  const untilMs = performance.now() + MOST_TIMES * context.timeoutMs;
  const asking = { ...context, timeoutMs: Math.ceil(context.timeoutMs * PART_OF_TIME) };
  let silence: PlimsollError | null = null;
  for (const kind of kinds) {
    if (silence !== null && performance.now() > untilMs) break;
    try {
      const found = await TARGETS[kind].recognise?.(asking);
      if (found !== null && found !== undefined) return { found: { kind, found }, silence };
    } catch (error) {
      if (!(error instanceof PlimsollError) || !isSilence(error.cause)) throw error;
      silence ??= error;
    }
  }
  return { found: null, silence };
}

function isSilence(cause: unknown): boolean {
  return cause instanceof ExchangeError && cause.code === "timeout";
}

/** The answer of the server to `GET /` with the query of the URL, in words. */
async function rootAnswer(context: ServerContext): Promise<string> {
  try {
    const response = await get(context, context.path);
    return `GET / answered ${response.status} and ${excerpt(response)}`;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return error.message;
  }
}
