import { lengthOf } from "../../payloads/lengths/index.ts";
import type { LengthSamples } from "../../payloads/lengths/length-distribution.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import type { PayloadSize } from "../../simulator/client.ts";

/** The number of different payloads where their lengths are all alike, as a run makes up. */
const ALIKE = 256;
/** The number of different payloads where their lengths vary, as a run makes up. */
const OF_LENGTHS = 1024;

/** The payloads of a simulation: how many there are, and what a server's time depends on of each. */
export interface PayloadSizes {
  readonly payloads: number;
  readonly sizeOf: (payloadIndex: number) => PayloadSize;
}

/**
 * The sizes of the payloads that a scenario describes.
 *
 * @param requests number of requests, each of which has a payload of its own where they are unique
 * @param bytesOf bytes that a request of so many items of a length carries; left out where nothing depends on them
 */
export function payloadSizes(
  { items = 1, lengths, repetition }: PayloadSection,
  seed: number,
  samples: LengthSamples,
  requests: number,
  bytesOf: (items: number, length: number) => number = () => 0,
): PayloadSizes {
  const isUnique = repetition?.kind === "unique";
  if (lengths === undefined) {
    const size = { items, length: 0, bytes: bytesOf(items, 0) };
    return { payloads: isUnique ? Math.max(1, requests) : ALIKE, sizeOf: () => size };
  }
  const payloads = isUnique ? Math.max(1, requests) : OF_LENGTHS;
  const draw = (index: number) => {
    const length = lengthOf(lengths, seed, index, samples);
    return { items, length, bytes: bytesOf(items, length) };
  };
  if (isUnique) return { payloads, sizeOf: draw };
  const pool = Array.from({ length: payloads }, (_, index) => draw(index));
  return { payloads, sizeOf: (index) => pool[index] as PayloadSize };
}
