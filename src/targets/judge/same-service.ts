import { targetError } from "../../core/errors.ts";
import type { PreparedTarget } from "../target.ts";

interface Endpoint {
  readonly url: string;
  readonly prepared: Pick<PreparedTarget, "model" | "requests" | "expected">;
}

/**
 * The key of an answer's length, which is not compared: equal outputs may differ in digits, or in a version's name.
 */
const LENGTH_KEY = "bodyBytes";

/**
 * Refuses an endpoint that serves something else than the first one: endpoints share one load, so each must be able
 * to answer every request.
 *
 * @throws target error that names the first difference
 */
export function refuseDifferent(first: Endpoint, other: Endpoint): void {
  const served = ({ prepared: { model, requests, expected } }: Endpoint) => ({
    model,
    payloads: requests.length,
    answer: expected,
  });
  const difference = firstDifference(served(first), served(other), "");
  if (difference !== null) {
    throw targetError(
      `${other.url} does not serve the same as ${first.url}: ${difference}`,
      "name endpoints that serve the same model, or run them one by one",
    );
  }
}

/** The first difference of two JSON values, with its path; null when they are equal. */
function firstDifference(first: unknown, other: unknown, path: string): string | null {
  if (first === null || other === null || typeof first !== "object" || typeof other !== "object")
    return first === other ? null : `${path} is ${show(other)}, not ${show(first)}`;
  const [ours, theirs] = [first, other] as Readonly<Record<string, unknown>>[];
  for (const key of new Set([...Object.keys(first), ...Object.keys(other)])) {
    if (key === LENGTH_KEY) continue;
    const difference = firstDifference(ours?.[key], theirs?.[key], path === "" ? key : `${path}.${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

function show(value: unknown): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
