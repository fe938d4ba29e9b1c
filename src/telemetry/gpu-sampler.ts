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
/** The most characters that are kept of an unfinished line. A line of readings has about 100. */
const LONGEST_LINE = 10_000;

/**
 * Samples the GPUs of this machine during a run, with one `nvidia-smi` process that repeats until it is stopped. The
 * time of a reading is that of its arrival: nvidia-smi flushes its output after each round of the GPUs.
 */
export class GpuSampler {
  readonly #clock: Clock;
  readonly #fields: Fields;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #span: Span = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
  readonly #tallies = new Map<number, GpuTally>();
  #unread = "";
  #lastOutput = "";
  #latestMs = Number.NEGATIVE_INFINITY;
  #ended: string | null = null;
  #stopped = false;

  /**
   * Starts the sampler; null on a machine without `nvidia-smi`.
   *
   * @throws Error when `nvidia-smi` fails or does not end
   */
  static async start(clock: Clock): Promise<GpuSampler | null> {
    const fields = await nvidiaFields(READING_FIELDS);
    return fields === null ? null : new GpuSampler(clock, fields);
  }

  private constructor(clock: Clock, fields: Fields) {
    this.#clock = clock;
    this.#fields = fields;
    // It has its own process group, so that a Ctrl-C does not reach it. If this process is killed, SIGPIPE ends it.
    this.#child = spawn(NVIDIA_SMI, [...queryArgs(fields), `--loop-ms=${INTERVAL_MS}`], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#lastOutput = text;
    });
    this.#child.once("error", (error) => this.#end(`nvidia-smi cannot be run: ${error.message}`));
    this.#child.once("close", (code, signal) =>
      this.#end(`nvidia-smi ended by itself (${signal ?? `code ${code}`})${inItsWords(this.#lastOutput)}`),
    );
  }

  /** Sets the measured part, by the clock: readings from before it are not kept. */
  measure(beginMs: number, endMs: number): void {
    this.#span.fromMs = beginMs;
    this.#span.toMs = endMs;
  }

  /** Ends the process. When the last reading is from before the end of the measured part, it waits for one more. */
  async stop(): Promise<void> {
    if (this.#ended === null && this.#latestMs < this.#span.toMs) {
      await once(this.#child.stdout, "data", { signal: AbortSignal.timeout(2 * INTERVAL_MS) }).catch(
        () => {},
      );
    }
    this.#stopped = true;
    // The process has nothing to save. This does not wait for it: with a GPU that hangs it may never end.
    this.#child.kill("SIGKILL");
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    this.#child.unref();
  }

  /** The telemetry of each GPU, and the reason why it is missing or incomplete; null when it is neither. */
  summary(part: MeasuredPart): { telemetry: GpuTelemetry[]; telemetryAbsent: string | null } {
    const telemetry = [...this.#tallies.values()].flatMap((tally) => tally.summary(part) ?? []);
    const nothing =
      telemetry.length === 0 ? `nvidia-smi wrote no reading${inItsWords(this.#lastOutput)}` : null;
    return { telemetry, telemetryAbsent: this.#ended ?? nothing };
  }

  #end(reason: string): void {
    if (!this.#stopped) this.#ended ??= reason;
  }

  #read(text: string): void {
    const atMs = this.#clock.nowMs();
    const lines = `${this.#unread}${text}`.split("\n");
    // The last line has no end yet, so a number in it may be cut.
    this.#unread = (lines.pop() ?? "").slice(-LONGEST_LINE);
    for (const line of lines) {
      const reading = parseReading(line, this.#fields);
      if (reading === null) {
        if (line.trim() !== "") this.#lastOutput = line;
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
