import type { Phase } from "../core/sample.ts";
import { type AccuracyCounts, noAnswers } from "../stats/accuracy.ts";
import { differenceFrom } from "../targets/compare-values.ts";
import { type Classified, OK, type Target } from "../targets/target.ts";
import { topOne } from "../targets/top-one.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import type { OutputValues } from "../wire/output-values.ts";
import { WireError } from "../wire/wire-error.ts";

/** What the values of answers are held against, by request of the pool: plain data that crosses threads. */
export type Verification =
  | {
      readonly kind: "reference";
      /** Answers to the same requests, asked alone; their bodies lie in one shared memory. */
      readonly alone: readonly HttpResponse[];
      readonly leastTolerance: number;
    }
  | {
      readonly kind: "labels";
      readonly items: number;
      /** Of `items` items for each request. */
      readonly labels: Int32Array;
      /** What the same requests were answered when they were asked alone. */
      readonly alone: Int32Array;
    };

/** Holds the values of answers that are ok otherwise against labels or references. */
export class Verifier {
  readonly #target: Target;
  readonly #expected: unknown;
  readonly #verification: Verification;
  /** Over the measured part; null where there are no labels. */
  readonly accuracy: AccuracyCounts | null;

  constructor(target: Target, expected: unknown, verification: Verification) {
    this.#target = target;
    this.#expected = expected;
    this.#verification = verification;
    this.accuracy =
      verification.kind === "labels" ? noAnswers(verification.labels.length / verification.items) : null;
  }

  judge(response: HttpResponse, payloadIndex: number, phase: Phase): Classified {
    const verification = this.#verification;
    try {
      if (verification.kind === "labels") {
        if (phase === "measure") this.#count(verification, payloadIndex, this.#values(response));
        return OK;
      }
      const { alone, leastTolerance } = verification;
      const reference = alone[payloadIndex] as HttpResponse;
      // Most answers are the same bytes, and need no reading.
      if (Buffer.compare(reference.body, response.body) === 0) return OK;
      const difference = differenceFrom(this.#values(reference), this.#values(response), leastTolerance);
      return difference === null ? OK : { outcome: "wrong", failure: "response-value", message: difference };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { outcome: "wrong", failure: "response-shape", message: error.message };
    }
  }

  #values(response: HttpResponse): readonly OutputValues[] {
    return this.#target.valuesOf?.(response, this.#expected) ?? [];
  }

  #count(
    { items, labels, alone }: Extract<Verification, { kind: "labels" }>,
    payloadIndex: number,
    outputs: readonly OutputValues[],
  ): void {
    const counts = this.accuracy;
    if (counts === null) return;
    const found = topOne(outputs, items);
    counts.answered[payloadIndex] = 1;
    counts.checked += items;
    for (let item = 0; item < items; item++) {
      const at = payloadIndex * items + item;
      if (found?.[item] === labels[at]) counts.right++;
      if (alone[at] === labels[at]) counts.rightAlone++;
      if (found?.[item] !== alone[at]) counts.differing++;
    }
  }
}
