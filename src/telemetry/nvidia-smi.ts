import { execFile } from "node:child_process";
import { knownFields, parseFieldNames, parseRow } from "../wire/nvidia-smi.ts";

export const NVIDIA_SMI = "nvidia-smi";
/** The longest call, ms. Without persistence mode each call loads the driver, which takes seconds with many GPUs. */
const LONGEST_MS = 20_000;
const MOST_CHARACTERS = 200;

/**
 * Calls `nvidia-smi` once and returns its output; null on a machine without it.
 *
 * @throws Error with its output when it fails, and when it does not end in time
 */
export function askNvidiaSmi(args: readonly string[]): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: LONGEST_MS, killSignal: "SIGKILL" } as const;
    execFile(NVIDIA_SMI, args, limits, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT") resolve(null);
      else reject(new Error(`nvidia-smi ${failure(error)}${inItsWords(`${stderr}\n${stdout}`)}`));
    });
  });
}

/**
 * The wanted fields that this version of `nvidia-smi` has; null on a machine without it.
 *
 * @throws Error as `askNvidiaSmi` does
 */
export async function nvidiaFields<Key extends string>(
  wanted: Readonly<Record<Key, readonly string[]>>,
): Promise<ReadonlyMap<Key, string> | null> {
  const help = await askNvidiaSmi(["--help-query-gpu"]);
  if (help === null) return null;
  const fields = knownFields(wanted, parseFieldNames(help));
  if (fields.size === 0)
    throw new Error("nvidia-smi --help-query-gpu lists none of the fields that we look for");
  return fields;
}

/** The arguments of `nvidia-smi` that ask for fields. */
export function queryArgs(fields: ReadonlyMap<string, string>): string[] {
  return [`--query-gpu=${[...fields.values()].join(",")}`, "--format=csv,noheader,nounits"];
}

/**
 * Reads the wanted fields of each GPU; null on a machine without `nvidia-smi`.
 *
 * @throws Error as `askNvidiaSmi` does
 */
export async function queryGpus<Key extends string>(
  wanted: Readonly<Record<Key, readonly string[]>>,
): Promise<Partial<Record<Key, string>>[] | null> {
  const fields = await nvidiaFields(wanted);
  const text = fields === null ? null : await askNvidiaSmi(queryArgs(fields));
  if (fields === null || text === null) return null;
  return text.split("\n").flatMap((line) => parseRow(line, fields) ?? []);
}

/** The output of `nvidia-smi` as the end of an error message: a colon and its text, or nothing. */
export function inItsWords(text: string): string {
  const words = text.replaceAll(/\s+/g, " ").trim();
  return words === "" ? "" : `: ${words.slice(0, MOST_CHARACTERS)}`;
}

function failure({
  killed,
  code,
}: {
  readonly killed?: boolean;
  readonly code?: string | number | null;
}): string {
  return killed === true ? `did not end within ${LONGEST_MS / 1000} s` : `failed with code ${code}`;
}
