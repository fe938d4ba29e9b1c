import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { HistogramLogWriter } from "hdr-histogram-js";
import { usageError } from "../core/errors.ts";
import type { RunWindow } from "../result/window.ts";
import type { LatencyHistograms } from "../stats/recorder.ts";
import { ResultFolder } from "./result-folder.ts";

const US_PER_MS = 1000;

/** The folder of one run. Its files are complete; the log is complete up to its last line. */
export class RunFolder extends ResultFolder {
  readonly #log: NodeJS.WritableStream;
  readonly #writer: HistogramLogWriter;
  #logError: Error | undefined;

  /** Makes the folder and opens its log. @throws usage error when the folder cannot be made */
  constructor(path: string) {
    super(path);
    this.make();
    this.#log = createWriteStream(join(path, "latency.hlog"));
    this.#log.on("error", (error) => {
      this.#logError ??= error;
    });
    this.#writer = new HistogramLogWriter((text) => this.#log.write(text));
  }

  /**
   * Writes the head of `latency.hlog`, which then holds one line for each second and histogram, with values in µs.
   */
  startLog(startedAtEpochMs: number, title: string): void {
    this.#writer.outputComment(
      `[${title}; values in microseconds; response without a tag, the others tagged]`,
    );
    this.#writer.outputLogFormatVersion();
    // The method of the library adds an empty line, which other readers refuse.
    this.#writer.outputComment(`[StartTime: ${(startedAtEpochMs / 1000).toFixed(3)} (seconds since epoch)]`);
    this.#writer.outputLegend();
  }

  /** Appends the histograms of the ok requests that ended in one second of the measured part. */
  appendWindow(window: RunWindow, measureFromMs: number, latencies: LatencyHistograms): void {
    if (window.phase === "warmup" || latencies.response.count === 0) return;
    const startSec = (window.startMs - measureFromMs) / 1000;
    const { response, service, sendLag, tokens } = latencies;
    const tokenTimes =
      tokens === null ? {} : { ttft: tokens.ttft, tpot: tokens.tpot, chunkGap: tokens.chunkGap };
    for (const [tag, histogram] of Object.entries({ "": response, service, sendLag, ...tokenTimes })) {
      if (histogram.count === 0) continue;
      histogram.counts.tag = tag === "" ? "NO TAG" : tag;
      this.#writer.outputIntervalHistogram(histogram.counts, startSec, startSec + 1, US_PER_MS);
    }
  }

  /** Closes the log. @throws usage error when it could not be written completely, as on a full disk */
  async closeLog(): Promise<void> {
    await new Promise<void>((resolve) => this.#log.end(() => resolve()));
    if (this.#logError === undefined) return;
    throw usageError(
      `latency.hlog cannot be written: ${this.#logError.message}`,
      "free space, or choose another --out",
    );
  }
}
