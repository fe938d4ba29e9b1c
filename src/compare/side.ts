import type { ResultDocument } from "../result/document.ts";
import type { ComparedSide } from "./comparison.ts";

/** A document with the name under which it was found. */
export interface NamedDocument {
  readonly name: string;
  readonly document: ResultDocument;
}

/** One side as it was given: documents of which each says how one and the same thing performs. */
export interface GivenSide {
  readonly label: string;
  readonly documents: readonly NamedDocument[];
}

/** One side after what does not count was left out. */
export interface CountedSide extends ComparedSide {
  readonly counted: readonly NamedDocument[];
}
