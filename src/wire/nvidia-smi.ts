// The text of `nvidia-smi`: `--query-gpu=… --format=csv,noheader,nounits` writes one line per GPU, with fields between
// commas in the order they were asked for. NVIDIA does not promise that it stays as it is (nvidia-smi's manual page), so
// nothing is taken for granted: fields are asked for only if this version lists them, and a value that is not a number
// is left out.

/**
 * Fields that are read from a GPU repeatedly, each with the names that drivers have for it; the first known name is
 * used.
 */
export const READING_FIELDS = {
  index: ["index"],
  uuid: ["uuid"],
  name: ["name"],
  utilisationPercent: ["utilization.gpu"],
  memoryUsedMiB: ["memory.used"],
  memoryTotalMiB: ["memory.total"],
  powerW: ["power.draw"],
  smClockMhz: ["clocks.sm"],
  temperatureC: ["temperature.gpu"],
  // Drivers before 535 say "throttle".
  clockEvents: ["clocks_event_reasons.active", "clocks_throttle_reasons.active"],
} as const;

/** The state of one GPU at one moment; null where its driver does not report a value. */
export interface GpuReading {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly utilisationPercent: number | null;
  readonly memoryUsedMiB: number | null;
  readonly memoryTotalMiB: number | null;
  readonly powerW: number | null;
  readonly smClockMhz: number | null;
  readonly temperatureC: number | null;
  /** Reasons why the GPU's clocks are lower than they could be: names from `SLOWDOWNS`. */
  readonly slowdowns: readonly string[] | null;
}

/**
 * Bits of the clock event reasons, from nvml.h (group nvmlClocksEventReasons), that make a GPU slower than it was set
 * to be. An idle GPU (0x1), clocks set by a user (0x2, 0x100), and sync boost (0x10) are not among them.
 */
const SLOWDOWNS = [
  [0x04n, "power cap"],
  [0x08n, "hardware slowdown"],
  [0x20n, "heat, by software"],
  [0x40n, "heat, by hardware"],
  [0x80n, "power brake"],
] as const;

/** Names of all fields, from the text of `--help-query-gpu`: each is in quotation marks, old names next to new ones. */
export function parseFieldNames(help: string): ReadonlySet<string> {
  return new Set([...help.matchAll(/"([a-z][\w.]*)"/gi)].map(([, name = ""]) => name));
}

/** The wanted fields that this driver has, in the order of `wanted`: our key and the driver's name of each. */
export function knownFields<Key extends string>(
  wanted: Readonly<Record<Key, readonly string[]>>,
  names: ReadonlySet<string>,
): ReadonlyMap<Key, string> {
  const keys = Object.keys(wanted) as Key[];
  return new Map(
    keys.flatMap((key): [Key, string][] => {
      const name = wanted[key].find((one) => names.has(one));
      return name === undefined ? [] : [[key, name]];
    }),
  );
}

/**
 * The fields of a line by key; null for a line with another number of fields. "[N/A]", "[Not Supported]" and similar
 * values are left out.
 */
export function parseRow<Key extends string>(
  line: string,
  fields: ReadonlyMap<Key, string>,
): Partial<Record<Key, string>> | null {
  const values = line.split(",").map((value) => value.trim());
  if (values.length !== fields.size) return null;
  const pairs = [...fields.keys()].map((key, i) => [key, values[i] ?? ""] as const);
  return Object.fromEntries(
    pairs.filter(([, value]) => value !== "" && !value.startsWith("[") && value !== "N/A"),
  ) as Partial<Record<Key, string>>;
}

/** Reads a line about a GPU; null for a line that is not about a GPU. */
export function parseReading(
  line: string,
  fields: ReadonlyMap<keyof typeof READING_FIELDS, string>,
): GpuReading | null {
  const row = parseRow(line, fields);
  const index = parseAmount(row?.index);
  if (row === null || index === null || !Number.isInteger(index)) return null;
  return {
    index,
    uuid: row.uuid ?? "",
    name: row.name ?? "GPU",
    utilisationPercent: parseAmount(row.utilisationPercent),
    memoryUsedMiB: parseAmount(row.memoryUsedMiB),
    memoryTotalMiB: parseAmount(row.memoryTotalMiB),
    powerW: parseAmount(row.powerW),
    smClockMhz: parseAmount(row.smClockMhz),
    temperatureC: parseAmount(row.temperatureC),
    slowdowns: parseSlowdowns(row.clockEvents),
  };
}

/** The CUDA version of the driver, from the output of `nvidia-smi` without options; "CUDA UMD Version" since 610. */
export function parseCudaVersion(text: string): string | null {
  return /CUDA(?: UMD)? Version\s*:\s*(\d[\d.]*)/.exec(text)?.[1] ?? null;
}

/** Reads a number, with its unit or without. */
function parseAmount(text = ""): number | null {
  const match = /^(\d+(?:\.\d+)?)(?: ?(?:%|MiB|W|MHz|C))?$/.exec(text);
  return match === null ? null : Number(match[1]);
}

function parseSlowdowns(text = ""): string[] | null {
  if (!/^0x[0-9a-f]{1,16}$/i.test(text)) return null;
  const bits = BigInt(text);
  return SLOWDOWNS.filter(([bit]) => (bits & bit) !== 0n).map(([, name]) => name);
}
