import { type PlimsollError, targetError } from "../../core/errors.ts";
import type { Refusal, ServerContext } from "../server-context.ts";

/** Statuses that say more than silence, the most telling first: a server is there, and will not answer this user now. */
const REFUSING: readonly number[] = [401, 407, 429, 503, 403];

export function isRefusal({ status }: { readonly status: number }): boolean {
  return REFUSING.includes(status);
}

/** The most telling of several refusals; undefined where there are none. */
export function mostTelling(refusals: readonly Refusal[]): Refusal | undefined {
  const rank = ({ status }: Refusal) => REFUSING.indexOf(status);
  return refusals.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** The error of a run that a server refuses as such, with what to do; null for a status that says something else. */
export function refusalError(
  { origin, headers }: Pick<ServerContext, "origin" | "headers">,
  what: string,
  status: number,
  said: string,
): PlimsollError | null {
  const answered = `${what} answered ${status} and ${said}`;
  switch (status) {
    case 401:
    case 403: {
      const hasKey = Object.keys(headers).some((name) => /^(authorization|api-key|x-api-key)$/i.test(name));
      return targetError(
        `${origin} wants ${hasKey ? "another key" : "a key"}: ${answered}`,
        "name the environment variable that holds it with --api-key-env, or give the header that it wants with --header",
      );
    }
    case 407:
      return targetError(`the proxy before ${origin} wants to know who asks: ${answered}`, "correct --proxy");
    case 429:
      return targetError(
        `${origin} takes no more requests for now: ${answered}`,
        "wait, or raise the limit that the server sets",
      );
    case 503:
      return targetError(
        `${origin} is ${/load/i.test(said) ? "still loading its model" : "not ready"}: ${answered}`,
        "wait until it is ready, and start again",
      );
    default:
      return null;
  }
}
