import type { z } from "zod";
import type { TrafficOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { LENGTHS, type Lengths, lengthsSchema } from "../../payloads/lengths/index.ts";
import { REPETITIONS, repetitionSchema } from "../../payloads/repetition/index.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import { parsePayloadSpec } from "../../payloads/spec.ts";
import { TARGETS } from "../../targets/index.ts";
import type { Target } from "../../targets/target.ts";

const ANY_TARGET: Pick<Target, "takes" | "oneItem"> = { takes: ["batch"] };

/**
 * The payload section of a scenario, overridden by the options. Lengths may stay open, for the model to decide, and so
 * may the items of bodies that the user gives: --batch says how many they hold.
 *
 * @param isAsked whether the user named the scenario; what one that comes by default brings gives way to the target
 * @throws usage error when a spec cannot be read, or its values are not possible with the target
 */
export function resolvePayload(
  section: PayloadSection,
  options: TrafficOptions,
  isAsked = true,
): PayloadSection {
  const repetition =
    options.repetition === undefined
      ? section.repetition
      : judge(
          "--repetition",
          repetitionSchema,
          parsePayloadSpec("--repetition", options.repetition, REPETITIONS),
        );
  const lengths = lengthsFrom(options) ?? section.lengths;
  const items = itemsOf(section, options, isAsked);
  return {
    ...(items === undefined ? {} : { items }),
    repetition: repetition ?? { kind: "uniform" },
    ...(lengths === undefined ? {} : { lengths }),
  };
}

function itemsOf(section: PayloadSection, options: TrafficOptions, isAsked: boolean): number | undefined {
  const { batch, body, target } = options;
  const { takes, oneItem } = target === undefined ? ANY_TARGET : TARGETS[target];
  if (body !== undefined || !takes.includes("batch")) return batch;
  const wanted = batch ?? section.items ?? 1;
  if (oneItem !== true || wanted === 1) return wanted;
  if (batch === undefined && !isAsked) return 1;
  throw usageError(
    `--target ${target} sends one prompt a request, and ${batch === undefined ? `the scenario asks for ${wanted} items` : `--batch asks for ${wanted}`}`,
    batch === undefined ? "add --batch 1, or use a scenario with one item a request" : "leave out --batch",
  );
}

function lengthsFrom({ lengths, sequenceLength }: TrafficOptions): Lengths | undefined {
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
