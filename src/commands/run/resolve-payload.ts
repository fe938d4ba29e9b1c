import type { z } from "zod";
import type { RunOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { LENGTHS, type Lengths, lengthsSchema } from "../../payloads/lengths/index.ts";
import { REPETITIONS, repetitionSchema } from "../../payloads/repetition/index.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import { parsePayloadSpec } from "../../payloads/spec.ts";

/**
 * The payload section of a scenario, overridden by the options. Lengths alone may stay open, for the model to decide.
 *
 * @throws usage error when a spec cannot be read or its values are not possible
 */
export function resolvePayload(section: PayloadSection, options: RunOptions): PayloadSection {
  const repetition =
    options.repetition === undefined
      ? section.repetition
      : judge(
          "--repetition",
          repetitionSchema,
          parsePayloadSpec("--repetition", options.repetition, REPETITIONS),
        );
  const lengths = lengthsFrom(options) ?? section.lengths;
  return {
    items: options.batch ?? section.items ?? 1,
    repetition: repetition ?? { kind: "uniform" },
    ...(lengths === undefined ? {} : { lengths }),
  };
}

function lengthsFrom({ lengths, sequenceLength }: RunOptions): Lengths | undefined {
  if (lengths !== undefined && sequenceLength !== undefined) {
    throw usageError("--lengths and --sequence-length say the same thing twice", "leave one of them out");
  }
  if (sequenceLength !== undefined) return { kind: "fixed", length: sequenceLength };
  if (lengths === undefined) return undefined;
  return judge("--lengths", lengthsSchema, parsePayloadSpec("--lengths", lengths, LENGTHS));
}

function judge<Schema extends z.ZodType>(flag: string, schema: Schema, spec: unknown): z.output<Schema> {
  const parsed = schema.safeParse(spec);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw usageError(`${flag} is not possible: ${problems.join("; ")}`, `correct ${flag}`);
}
