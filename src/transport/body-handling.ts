import { BodyBudget } from "../wire/http/kept-body.ts";

/**
 * The bytes of answers that one thread keeps at once. A single answer may take all of them: some models answer with tens of
 * MB, and what cannot be kept cannot be judged.
 */
const KEPT_BYTES = 256 * 1024 * 1024;

/** The one budget for all transports of a thread. */
const KEEPING = new BodyBudget(KEPT_BYTES);
/** A budget for answers whose bodies nobody reads: it leaves their beginnings, which excerpts need. */
const IGNORING = new BodyBudget(0);

/** What a transport does with the bodies of answers. */
export interface BodyHandling {
  /** True to pass bodies of 2xx answers to `onPart` instead of keeping them for `onResponse`. */
  readonly streams: boolean;
  /** The budget of the bodies that are kept. */
  readonly budget: BodyBudget;
}

/** The ways to handle bodies: kept whole, passed on as they come, or only their beginnings kept. */
export type Bodies = "kept" | "streamed" | "ignored";

export function bodyHandling(bodies: Bodies): BodyHandling {
  return { streams: bodies === "streamed", budget: bodies === "ignored" ? IGNORING : KEEPING };
}
