import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { usageError } from "../core/errors.ts";
import type { ValueHint } from "../payloads/generated.ts";
import type { LabelledItems } from "../payloads/labelled.ts";

/** The fields of `models/<name>/model.json` that are used here. */
const manifestSchema = z.object({
  name: z.string(),
  weights: z.enum(["trained", "synthetic"]),
  precisions: z.record(z.string(), z.object({ file: z.string(), sha256: z.string() })),
  labelled: z
    .object({
      images: z.string(),
      labels: z.string(),
      count: z.int(),
      itemShape: z.array(z.int()),
      input: z.string(),
    })
    .optional(),
  generate: z
    .object({
      inputs: z.record(
        z.string(),
        z.object({ kind: z.string(), low: z.number().optional(), high: z.number().optional() }),
      ),
      sequenceLength: z.object({ min: z.int(), max: z.int(), default: z.int() }).optional(),
    })
    .optional(),
});

/** A model file and the facts about it. */
export interface ModelFile {
  readonly name: string;
  readonly path: string;
  readonly precision: string | null;
  readonly sha256: string;
  readonly weights: "trained" | "synthetic" | "unknown";
}

/** The data for requests that fit a shipped model. */
export interface ModelContent {
  readonly labelled: { readonly input: string; readonly items: LabelledItems } | null;
  readonly hints: Readonly<Record<string, ValueHint>>;
  /** The lengths of dynamic dimensions that the model takes; null when unknown. */
  readonly sequenceLength: { readonly min: number; readonly max: number; readonly default: number } | null;
}

/**
 * Finds a shipped model by name, or any `.onnx` file by path.
 *
 * @throws usage error when it does not exist, or not in that precision
 */
export function findModel(
  nameOrFile: string,
  precision: string,
  cwd: string,
  packageRoot: string,
): ModelFile {
  if (nameOrFile.endsWith(".onnx")) {
    const path = resolve(cwd, nameOrFile);
    if (!existsSync(path)) throw usageError(`model file ${nameOrFile} does not exist`, "correct --model");
    if (statSync(path).isDirectory())
      throw usageError(`model file ${nameOrFile} is a folder`, "name the .onnx file in it with --model");
    if (/\p{Cc}/u.test(nameOrFile))
      throw usageError(
        `the name of model file ${JSON.stringify(nameOrFile)} has control characters`,
        "rename it",
      );
    const sha256 = createHash("sha256").update(readModel(path, nameOrFile)).digest("hex");
    return { name: basename(path, ".onnx"), path, precision: null, sha256, weights: "unknown" };
  }
  const manifest = readManifest(nameOrFile, packageRoot);
  if (manifest === undefined) {
    const known = shippedModels(packageRoot).join(", ");
    throw usageError(`there is no shipped model "${nameOrFile}"`, `use one of ${known}, or a .onnx file`);
  }
  const variant = manifest.precisions[precision];
  if (variant === undefined) {
    const known = Object.keys(manifest.precisions).join(", ");
    throw usageError(
      `model "${nameOrFile}" has no ${precision} variant`,
      `use --precision with one of ${known}`,
    );
  }
  const path = join(packageRoot, "models", manifest.name, variant.file);
  return { name: manifest.name, path, precision, sha256: variant.sha256, weights: manifest.weights };
}

/** Reads a model file. @throws usage error for a folder, and for a file that may not be read */
function readModel(path: string, given: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw usageError(`model file ${given} cannot be read: ${why}`, "name a .onnx file with --model");
  }
}

/** The precisions of a shipped model; empty for any other model. */
export function precisionsOf(name: string, packageRoot: string): string[] {
  return Object.keys(readManifest(name, packageRoot)?.precisions ?? {});
}

/**
 * The data for requests to a model, if one of that name ships. On a server, `digits-int8` may be a variant of
 * `digits`.
 */
export function contentFor(model: string, packageRoot: string): ModelContent {
  const family = model.replace(/[-_](?:fp|bf|int)\d+$/, "");
  const manifest = readManifest(model, packageRoot) ?? readManifest(family, packageRoot);
  const hints: Record<string, ValueHint> = {};
  for (const [input, { kind, low, high }] of Object.entries(manifest?.generate?.inputs ?? {})) {
    hints[input] = kind === "ones" ? { low: 1, high: 2 } : { low: low ?? 0, high: high ?? 2 };
  }
  const sequenceLength = manifest?.generate?.sequenceLength ?? null;
  if (manifest?.labelled === undefined) return { labelled: null, hints, sequenceLength };
  const { name, labelled: set } = manifest;
  const read = (file: string) => new Uint8Array(readFileSync(join(packageRoot, "models", name, file)));
  const itemLength = set.itemShape.reduce((product, size) => product * size, 1);
  return {
    labelled: { input: set.input, items: { values: read(set.images), labels: read(set.labels), itemLength } },
    hints,
    sequenceLength,
  };
}

function shippedModels(packageRoot: string): string[] {
  const folder = join(packageRoot, "models");
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "model.json")));
}

function readManifest(name: string, packageRoot: string): z.output<typeof manifestSchema> | undefined {
  if (!/^[\w-]+$/.test(name)) return undefined;
  const file = join(packageRoot, "models", name, "model.json");
  return existsSync(file) ? manifestSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
