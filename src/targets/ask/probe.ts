import { targetError } from "../../core/errors.ts";
import { knownSecrets } from "../../host/known-secrets.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import { decodeText, parseJson } from "../../wire/json.ts";
import { WireError } from "../../wire/wire-error.ts";
import { codingOf, obstacleTo } from "../judge/judge-answer.ts";
import type { ServerContext } from "../server-context.ts";
import { isRefusal } from "./refusal.ts";
import { ExchangeError, exchange } from "./session.ts";

const EXCERPT_LENGTH = 200;
/** The part of a body that is read for an excerpt, which holds every secret that begins in the excerpt. */
const MOST_READ = 4096;

const CURES: Readonly<Record<string, string>> = {
  refused: "start the server, or correct --url or --proxy",
  connect: "correct --url or --proxy, or check that the host can be reached",
  tls: "correct the scheme of --url, name the authority with --ca, or take any certificate with --insecure",
  timeout: "check that the server is up and not stuck, or raise --timeout",
  request: "correct the --header values, or go without --http2",
  closed: "check what listens there, HTTP/1.1 or gRPC, with TLS or without, or look at the server's log",
  protocol: "check what listens there: HTTP/1.1, HTTP/2 or gRPC, with TLS or without",
};

/**
 * Sends one request before the load.
 *
 * @param ignoresBody true where the body of the answer is not read
 * @throws target error that names the server and the failure, also for a redirect and for a body that cannot be read
 */
export async function probe(
  context: ServerContext,
  request: HttpRequest,
  what: string,
  ignoresBody = false,
): Promise<HttpResponse> {
  let response: HttpResponse;
  try {
    response = await exchange(context.address, request, context.version, context.timeoutMs);
  } catch (error) {
    throw explained(error, context, what);
  }
  refuseRedirect(response, context, what);
  if (!ignoresBody) refuseObstacle(response, context, what);
  return response;
}

function refuseRedirect(response: HttpResponse, { origin }: ServerContext, what: string): void {
  const place = redirectOf(response);
  if (place === undefined) return;
  throw targetError(
    `${origin} answered ${what} with a redirect (status ${response.status}) to ${place}, which is not followed`,
    "give the URL that it leads to as --url",
  );
}

/** Refuses an answer whose body is not there to be read: the limit or the lack is this program's own. */
function refuseObstacle(response: HttpResponse, { origin, headers }: ServerContext, what: string): void {
  const obstacle = obstacleTo(response);
  if (obstacle === undefined) return;
  const asked = Object.keys(headers).some((name) => name.toLowerCase() === "accept-encoding");
  const plain = asked
    ? "leave out --header Accept-Encoding, which asked for it"
    : "have the server not compress what no header asked it to compress";
  throw targetError(
    `${origin} answered ${what}, but ${obstacle}`,
    response.cutAtBytes === undefined ? plain : "ask for a smaller answer",
  );
}

/** The place that an answer redirects to, quoted; undefined for an answer that is no redirect. */
function redirectOf({ status, headers }: HttpResponse): string | undefined {
  const place = headers.get("location");
  return status < 300 || status > 399 || place === undefined ? undefined : JSON.stringify(place);
}

/**
 * Sends a request to a server that may speak another protocol.
 *
 * @returns the answer; null when the server speaks another protocol
 * @throws target error when the server cannot be reached
 */
export async function peek(
  context: ServerContext,
  request: HttpRequest,
  what: string,
): Promise<HttpResponse | null> {
  try {
    const response = await exchange(context.address, request, context.version, context.timeoutMs);
    if (isRefusal(response)) context.onRefusal?.({ what, status: response.status, said: excerpt(response) });
    return response;
  } catch (error) {
    if (error instanceof ExchangeError && ["protocol", "closed", "reset"].includes(error.code)) return null;
    throw explained(error, context, what);
  }
}

function explained(error: unknown, { origin }: ServerContext, what: string): unknown {
  if (!(error instanceof ExchangeError)) return error;
  const cure = CURES[error.code] ?? "look at the server's log";
  return targetError(`${origin} failed at ${what}: ${error.message}`, cure, { cause: error });
}

/**
 * Reads the JSON that a server answers at a path.
 *
 * @param parse reads the JSON; it throws `WireError` for JSON of another form
 * @returns null when the answer has another status than 200, or cannot be read
 */
export async function peekJson<T>(
  context: ServerContext,
  path: string,
  parse: (json: unknown) => T,
): Promise<T | null> {
  const { host, headers } = context;
  const response = await peek(context, { method: "GET", path, host, headers }, `GET ${path}`);
  if (response?.status !== 200) return null;
  try {
    return parse(parseJson(decodeText(response.body, "body"), "body"));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return null;
  }
}

/** The statuses of a server that has nothing at a path. */
const ABSENT: readonly number[] = [404, 405, 501];

/** Tells whether the status of an answer means that the server has nothing at the path. */
export const isAbsent = ({ status }: HttpResponse): boolean => ABSENT.includes(status);

/** Tells whether a path has an endpoint that takes JSON: its status for an empty object is not in `ABSENT`. */
export async function takesJson(context: ServerContext, path: string): Promise<boolean> {
  const { host } = context;
  const headers = { "Content-Type": "application/json", ...context.headers };
  const body = new TextEncoder().encode("{}");
  const answer = await peek(context, { method: "POST", path, host, headers, body }, path);
  return answer !== null && !isAbsent(answer);
}

/** Sends a GET request before the load. @throws target error when the server cannot be reached */
export function get(context: ServerContext, path: string): Promise<HttpResponse> {
  const { host, headers } = context;
  return probe(context, { method: "GET", path, host, headers }, `GET ${path}`);
}

/** The beginning of the body of an answer as text, for error messages. */
export function excerpt(response: HttpResponse): string {
  const place = redirectOf(response);
  if (place !== undefined) return `a redirect to ${place}`;
  const coding = codingOf(response.headers);
  return coding === undefined ? excerptOf(response.body) : `a body compressed with ${coding}`;
}

/** The beginning of a body as quoted text, for error messages. */
export function excerptOf(body: Uint8Array | string): string {
  const read =
    typeof body === "string"
      ? body.slice(0, MOST_READ)
      : new TextDecoder().decode(body.subarray(0, MOST_READ));
  // Before the text is cut: half a key would not be known as one.
  const text = knownSecrets.hide(read).slice(0, EXCERPT_LENGTH).replace(/\s+/g, " ").trim();
  return text === "" ? "an empty body" : JSON.stringify(text);
}

/** The advice for a question about a server or model that fails: for a missing answer, and for an invalid one. */
interface JsonCures {
  readonly missing: string;
  readonly invalid: string;
}

/** Asks for JSON before the load. @throws target error that names `what` was asked for, and the answer */
export async function getJson<T>(
  context: ServerContext,
  path: string,
  parse: (json: unknown) => T,
  what: string,
  cures: JsonCures,
): Promise<T> {
  return readJson(context, path, await get(context, path), parse, what, cures);
}

/**
 * Reads JSON from an answer, as `getJson` does.
 *
 * @throws target error that names `what` was asked for, and the answer
 */
export function readJson<T>(
  context: ServerContext,
  path: string,
  response: HttpResponse,
  parse: (json: unknown) => T,
  what: string,
  cures: JsonCures,
): T {
  if (response.status !== 200) {
    throw targetError(
      `${context.origin} has no ${what}: GET ${path} answered ${response.status} and ${excerpt(response)}`,
      cures.missing,
    );
  }
  try {
    return parse(parseJson(decodeText(response.body, "body"), "body"));
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `${context.origin} answered GET ${path} with no valid ${what}: ${error.message}`,
      cures.invalid,
    );
  }
}
