import { targetError } from "../core/errors.ts";
import { formatCount } from "../core/format.ts";
import type { Payloads } from "./payload.ts";

/** The most numbers of a request in JSON, which take some 80 MB as text and seconds to write. */
const MOST_NUMBERS = 4 * 2 ** 20;

/** Refuses payloads of which a request would be too long in JSON, before it is written. @throws target error */
export function refuseLongJson(model: string, payloads: Payloads): void {
  const numbers = payloads
    .tensors(0)
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  if (numbers <= MOST_NUMBERS) return;
  throw targetError(
    `a request to model "${model}" would hold ${formatCount(numbers)} numbers in JSON, and at most ${formatCount(MOST_NUMBERS)} are written`,
    "use a target with binary tensors, such as oip-grpc or tfserving-grpc, or --target http-json with a --body",
  );
}
