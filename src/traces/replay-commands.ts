import { formatDurationMs } from "../core/units.ts";

/** Longest measured part of a run, s. */
const LONGEST_SEC = 86_400;

/** How a trace was read, as far as a command that replays it must say so. */
export interface ReadAs {
  readonly file: string;
  readonly format?: string | undefined;
  readonly sort: boolean;
  readonly seed: number;
  readonly spreadMs?: number | undefined;
}

/**
 * The command lines that replay a whole trace as it was read, each as its words. A run reads a file by its first lines
 * and in its order: one that was read otherwise is converted first.
 */
export function replayCommands(read: ReadAs, durationSec: number): string[][] {
  const { file, format, sort, seed, spreadMs } = read;
  const chance = [
    ...(spreadMs === undefined ? [] : ["--spread", formatDurationMs(spreadMs)]),
    ...(seed === 1 ? [] : ["--seed", String(seed)]),
  ];
  const lengthSec = Math.min(LONGEST_SEC, Math.floor(durationSec) + 1);
  const run = (name: string) => [
    "plimsoll",
    "run",
    "--arrivals",
    `trace:${name}`,
    "--duration",
    `${lengthSec}s`,
  ];
  if (format === undefined && !sort) return [[...run(file), ...chance]];
  const plain = `${file.replace(/\.[a-z]+$/i, "")}-plain.csv`;
  const reading = [
    ...(format === undefined ? [] : ["--format", format]),
    ...(sort ? ["--sort"] : []),
    ...chance,
  ];
  return [["plimsoll", "trace", "convert", file, ...reading, "--to", "csv", "--out", plain], run(plain)];
}
