import { createWriteStream, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { HistogramLogWriter } from "hdr-histogram-js";
import { usageError } from "../core/errors.ts";
import type { RunWindow } from "../result/window.ts";
import type { LatencyHistograms } from "../stats/latency-histograms.ts";
import { reasonOf } from "./failure-reason.ts";
import type { Place } from "./place.ts";
import { ResultFolder } from "./result-folder.ts";

const US_PER_MS = 1000;

/** The folder of one run. Its files are complete; the log is complete up to its last line. */
export class RunFolder extends ResultFolder {
  #log: NodeJS.WritableStream | undefined;
  readonly #writer = new HistogramLogWriter((text) => this.#log?.write(text));
  #logError: Error | undefined;

  /**
   * Takes the folder, which is made where there is none.
   *
   * @throws usage error when it cannot be made or written, is being written by another process, or is a sweep's
   */
  constructor(place: Place) {
    super(place);
    this.take();
    const ofSeries = this.results().filter((name) => ["plan.json", "points"].includes(name));
    if (ofSeries.length > 0)
      this.refuse(`a sweep (${ofSeries.join(" and ")})`, "choose another --out, or delete that folder first");
  }

  /**
   * Moves the results of an earlier run into a folder of their own, so that nothing of two runs lies side by side, and
   * nothing is lost.
   *
   * @returns the path of that folder; null where there was nothing
   * @throws usage error when they cannot be moved
   */
  setEarlierAside(): string | null {
    const earlier = this.results();
    if (earlier.length === 0) return null;
    try {
      const aside = this.#makeAside();
      for (const name of earlier) renameSync(join(this.path, name), join(aside, name));
      return aside;
    } catch (error) {
      throw usageError(
        `the earlier results in ${this.path} cannot be moved: ${reasonOf(error)}`,
        "choose another --out, or delete that folder first",
      );
    }
  }

  #makeAside(): string {
    for (let number = 1; ; number++) {
      const path = join(this.path, `earlier-${number}`);
      // It returns nothing where the folder was there.
      if (mkdirSync(path, { recursive: true }) !== undefined) return path;
    }
  }

  /**
   * Begins `latency.hlog`, which then holds one line for each second and histogram, with values in µs.
   */
  startLog(startedAtEpochMs: number, title: string): void {
    this.#log = createWriteStream(join(this.path, "latency.hlog"));
    this.#log.on("error", (error) => {
      this.#logError ??= error;
    });
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

  /** Closes the log; whether it is whole, `checkLog` tells. */
  async closeLog(): Promise<void> {
    const log = this.#log;
    if (log !== undefined) await new Promise<void>((resolve) => log.end(() => resolve()));
  }

  /** @throws usage error when the log could not be written completely, as on a full disk */
  checkLog(): void {
    if (this.#logError === undefined) return;
    throw usageError(
      `latency.hlog cannot be written: ${this.#logError.message}`,
      "free space, or choose another --out",
    );
  }
}
