import type { Phase } from "../core/sample.ts";
import { type AccuracyCounts, noAnswers } from "../stats/accuracy.ts";
import { differenceFrom } from "../targets/judge/compare-values.ts";
import { topOne } from "../targets/judge/top-one.ts";
import { type Classified, OK, type Target } from "../targets/target.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import type { OutputValues } from "../wire/tensor/output-values.ts";
import { WireError } from "../wire/wire-error.ts";

/** The values that answers are compared with, for each request of the pool, as plain data for worker threads. */
export type Verification =
  | {
      readonly kind: "reference";
      /** The answers to the same requests when each was sent alone; their bodies are in one shared memory. */
      readonly alone: readonly HttpResponse[];
      readonly leastTolerance: number;
    }
  | {
      readonly kind: "labels";
      readonly itemsPerRequest: number;
      /** The right class of each item. */
      readonly labels: Uint8Array;
      /** The indices of the items in the requests, request after request. */
      readonly carried: Int32Array;
      /** The classes that the model gave the items of `carried` when each request was sent alone. */
      readonly alone: Int32Array;
    };

/** Compares the values of answers whose form is ok with labels or references. */
export class Verifier {
  readonly #target: Target;
  readonly #expected: unknown;
  readonly #verification: Verification;
  /** The counts of right answers in the measured part; null without labels. */
  readonly accuracy: AccuracyCounts | null;

  constructor(target: Target, expected: unknown, verification: Verification) {
    this.#target = target;
    this.#expected = expected;
    this.#verification = verification;
    this.accuracy = verification.kind === "labels" ? noAnswers(verification.labels.length) : null;
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
      // Most answers have the same bytes, and need not be decoded.
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
    { itemsPerRequest, labels, carried, alone }: Extract<Verification, { kind: "labels" }>,
    payloadIndex: number,
    outputs: readonly OutputValues[],
  ): void {
    const counts = this.accuracy;
    if (counts === null) return;
    const found = topOne(outputs, itemsPerRequest);
    counts.checked += itemsPerRequest;
    for (let i = 0; i < itemsPerRequest; i++) {
      const at = payloadIndex * itemsPerRequest + i;
      const item = carried[at] as number;
      counts.answered[item] = 1;
      if (found?.[i] === labels[item]) counts.right++;
      if (alone[at] === labels[item]) counts.rightAlone++;
      if (found?.[i] !== alone[at]) counts.differing++;
    }
  }
}
