/** The part of a stream that is written to which an output needs. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string, written?: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * One of the two streams of the process. A reader that goes away, as `head` does, must not end a measurement: what is
 * written from then on is dropped.
 */
export class Output {
  readonly stream: OutputStream;
  #readerIsGone = false;
  #failure: Error | null = null;

  constructor(stream: OutputStream) {
    this.stream = stream;
    stream.on("error", (error) => {
      if (error.code === "EPIPE") this.#readerIsGone = true;
      else this.#failure ??= error;
    });
  }

  write(text: string): void {
    if (!this.#readerIsGone && this.#failure === null) this.stream.write(text);
  }

  /** The reason for which something could not be written, such as a full disk; null while all went well. */
  get failure(): Error | null {
    return this.#failure;
  }

  /**
   * Resolves when everything written has left the process, or can never leave it. A pipe takes 64 KiB at once, and the
   * rest is lost if the process ends before its reader has taken that.
   */
  flushed(): Promise<void> {
    if (this.#readerIsGone || this.#failure !== null) return Promise.resolve();
    return new Promise((resolve) => this.stream.write("", () => resolve()));
  }
}
