import type { NamedDocument } from "./side.ts";

/** The digest of the requests of a run; null for a closed loop, which has no schedule of them, and for other documents. */
export function scheduleOf({ document }: NamedDocument): string | null {
  return document.kind === "run" && document.schedule.requests > 0 ? document.schedule.sha256 : null;
}

/** The documents of a side in the order of their requests, which is the same on every side that got the same ones. */
export function inOrderOfRequests(documents: readonly NamedDocument[]): NamedDocument[] {
  const key = (one: NamedDocument) => `${scheduleOf(one) ?? ""} ${one.document.startedAt}`;
  return documents.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Whether each run of one side has exactly one of the other that got the same requests; both in the order of their requests. */
export function inPairs(a: readonly NamedDocument[], b: readonly NamedDocument[]): boolean {
  if (a.length !== b.length || a.length < 2) return false;
  const schedules = new Set(a.map(scheduleOf));
  if (schedules.size !== a.length || schedules.has(null)) return false;
  return a.every((one, i) => scheduleOf(one) === scheduleOf(b[i] as NamedDocument));
}
