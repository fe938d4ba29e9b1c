import type { BATCHERS } from "../batchers/index.ts";

/** The rule by which a fleet forms batches, as `--batcher` spells it. */
export type BatcherName = keyof typeof BATCHERS;

/** A fleet as it was simulated, of which settings are written that are applied to real servers. */
export interface FleetToApply {
  /** Name of the model or machine, of any characters. */
  readonly name: string;
  readonly replicas: number;
  /** GPUs of each replica; null = unknown, or none. */
  readonly gpus: number | null;
  readonly instances: number;
  readonly batcher: BatcherName;
  readonly maxBatch: number;
  readonly maxDelayMs: number;
  readonly preferredSizes: readonly number[];
}

/** What a file of settings says of a fleet, named and written as the options of `plimsoll simulate`. What it does not say is left out. */
export interface AppliedSettings {
  readonly replicas?: number;
  readonly instances?: number;
  readonly batcher?: BatcherName;
  readonly maxBatch?: number;
  readonly maxDelay?: string;
  readonly preferred?: readonly number[];
  readonly priorityLevels?: number;
  readonly defaultPriority?: number;
  readonly queuePolicy?: readonly string[];
}

/** A form of files in which settings of servers are applied. To add one, write a file in this folder, and its line in `index.ts`. */
export interface AppliedForm {
  readonly kind: string;
  readonly title: string;
  /** Name under which it is written. */
  readonly file: string;
  /** Whether a fleet that forms batches so can be served with it. */
  readonly serves: readonly BatcherName[];
  /** Writes the settings of a fleet; `read` reads them back. */
  write(fleet: FleetToApply): string;
  /** Whether a file is of this form. @param fields the top fields of a YAML or JSON document; null where the file is of another form */
  recognises(source: string, fields: Readonly<Record<string, unknown>> | null): boolean;
  /** Reads what a file says. @throws usage error for what is wrong in it, or is not simulated */
  read(text: string, source: string): AppliedSettings;
}

/** A name as Kubernetes takes it (RFC 1123): small letters, digits and dashes, at most 50 of them. */
export function resourceName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "model" : name;
}
