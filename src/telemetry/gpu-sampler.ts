import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { Clock } from "../core/clock.ts";
import type { GpuTelemetry } from "../result/gpu.ts";
import type { Span } from "../stats/gauge.ts";
import { GpuTally, type MeasuredPart } from "../stats/gpu-tally.ts";
import { parseReading, READING_FIELDS } from "../wire/nvidia-smi.ts";
import { inItsWords, NVIDIA_SMI, nvidiaFields, queryArgs } from "./nvidia-smi.ts";

type Fields = ReadonlyMap<keyof typeof READING_FIELDS, string>;

const INTERVAL_MS = 200;
/** A line has about 100 characters: more without an end is none. */
const LONGEST_LINE = 10_000;

/**
 * Samples the GPUs of this machine for the length of a run, with one process `nvidia-smi` that goes on until it is stopped.
 * A reading has the time at which it arrives: nvidia-smi writes out what it has (fflush) after each round of the GPUs.
 */
export class GpuSampler {
  readonly #clock: Clock;
  readonly #fields: Fields;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #span: Span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  readonly #tallies = new Map<number, GpuTally>();
  #unread = "";
  #lastWords = "";
  #latestMs = Number.NEGATIVE_INFINITY;
  #ended: string | null = null;
  #stopped = false;

  /** null where this machine has no `nvidia-smi`. @throws Error when it has one that does not answer */
  static async start(clock: Clock): Promise<GpuSampler | null> {
    const fields = await nvidiaFields(READING_FIELDS);
    return fields === null ? null : new GpuSampler(clock, fields);
  }

  private constructor(clock: Clock, fields: Fields) {
    this.#clock = clock;
    this.#fields = fields;
    // In a process group of its own: a Ctrl-C is meant for us. Were we killed, its next line would end it (SIGPIPE).
    this.#child = spawn(NVIDIA_SMI, [...queryArgs(fields), `--loop-ms=${INTERVAL_MS}`], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = text;
    });
    this.#child.once("error", (error) => this.#end(`nvidia-smi cannot be run: ${error.message}`));
    this.#child.once("close", (code, signal) =>
      this.#end(`nvidia-smi ended by itself (${signal ?? `code ${code}`})${inItsWords(this.#lastWords)}`),
    );
  }

  /** Given what the clock will read when the measured part begins and ends: readings before it are not kept. */
  measure(beginMs: number, endMs: number): void {
    this.#span.fromMs = beginMs;
    this.#span.toMs = endMs;
  }

  /** Ends the process, after one more reading where the last came before the end of the measured part. */
  async stop(): Promise<void> {
    if (this.#ended === null && this.#latestMs < this.#span.toMs) {
      await once(this.#child.stdout, "data", { signal: AbortSignal.timeout(2 * INTERVAL_MS) }).catch(
        () => {},
      );
    }
    this.#stopped = true;
    // It has nothing to save, and is not waited for: with a GPU that hangs it might not end at all.
    this.#child.kill("SIGKILL");
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.unref();
  }

  /** What it saw, of each GPU, and what went wrong. */
  summary(part: MeasuredPart): { telemetry: GpuTelemetry[]; telemetryAbsent: string | null } {
    const telemetry = [...this.#tallies.values()].flatMap((tally) => tally.summary(part) ?? []);
    const nothing =
      telemetry.length === 0 ? `nvidia-smi wrote no reading${inItsWords(this.#lastWords)}` : null;
    return { telemetry, telemetryAbsent: this.#ended ?? nothing };
  }

  #end(reason: string): void {
    if (!this.#stopped) this.#ended ??= reason;
  }

  #read(text: string): void {
    const atMs = this.#clock.nowMs();
    const lines = `${this.#unread}${text}`.split("\n");
    // What comes last has no end yet: a number in it may not be whole.
    this.#unread = (lines.pop() ?? "").slice(-LONGEST_LINE);
    for (const line of lines) {
      const reading = parseReading(line, this.#fields);
      if (reading === null) {
        if (line.trim() !== "") this.#lastWords = line;
        continue;
      }
      this.#latestMs = atMs;
      this.#tallyOf(reading.index).add(atMs, reading);
    }
  }

  #tallyOf(index: number): GpuTally {
    const known = this.#tallies.get(index) ?? new GpuTally(this.#span);
    this.#tallies.set(index, known);
    return known;
  }
}
