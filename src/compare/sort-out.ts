import type { ResultDocument } from "../result/document.ts";
import { inOrderOfRequests } from "./pairing.ts";
import type { CountedSide, GivenSide, NamedDocument } from "./side.ts";

/** Leaves out of a side what does not count: runs that are invalid, and a result that was given twice. */
export function sortOut({ label, documents }: GivenSide, letter: string): CountedSide {
  const left: { name: string; why: string }[] = [];
  const counted: NamedDocument[] = [];
  const seen = new Map<string, string>();
  for (const one of documents) {
    const identity = identityOf(one.document);
    const twin = seen.get(identity);
    const why = twin === undefined ? whyInvalid(one.document) : `it is the same result as ${twin}`;
    seen.set(identity, twin ?? one.name);
    if (why === null) counted.push(one);
    else left.push({ name: one.name, why });
  }
  const ordered = inOrderOfRequests(counted);
  return {
    letter,
    label,
    documents: ordered.map(({ name, document }) => ({ name, startedAt: document.startedAt })),
    answers: ordered.flatMap(({ document }) => answerOf(document)),
    left,
    counted: ordered,
  };
}

/** What tells one measurement from every other one. */
export function identityOf(document: ResultDocument): string {
  const { kind, startedAt } = document;
  const own =
    document.kind === "run"
      ? [
          document.startedMonotonicNs,
          document.schedule.sha256,
          document.requests.ok,
          document.latencyMs.response.mean,
        ]
      : ["command" in document ? document.command.join(" ") : ""];
  return [kind, startedAt, ...own].join(" ");
}

/** The reason why a run does not count; null for a valid one, and for documents that judge themselves. */
export function whyInvalid(document: ResultDocument): string | null {
  if (document.kind !== "run" || document.verdict.valid) return null;
  return `it is INVALID (${document.verdict.reasons.map(({ code }) => code).join(", ")})`;
}

function answerOf(document: ResultDocument): string[] {
  if (document.kind === "sweep" || document.kind === "capacity" || document.kind === "plan")
    return [document.answer];
  return document.kind === "gate"
    ? [`${document.verdict.answer.toUpperCase()}: ${document.verdict.sentence}`]
    : [];
}
