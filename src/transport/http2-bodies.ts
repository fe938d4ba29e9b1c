import { DEFAULT_WINDOW_BYTES } from "../wire/http2/frames.ts";
import type { Http2Writer } from "../wire/http2/http2-writer.ts";
import { WireError } from "../wire/wire-error.ts";

const MAX_WINDOW_BYTES = 0x7fffffff;

/** The body of a request whose stream is open. */
interface Body {
  readonly id: number;
  unsent: Uint8Array;
  /** The flow-control window of the stream: how many more bytes of this body the server accepts now. */
  windowBytes: number;
}

/** Sends the bodies of requests as fast as the windows of the server allow (RFC 9113 §5.2, §6.9). */
export class Http2Bodies {
  readonly #writer: Http2Writer;
  /** Bodies that wait for a larger window, oldest first. */
  readonly #blocked = new Set<Body>();
  #windowBytes = DEFAULT_WINDOW_BYTES;
  #bodyWindowBytes = DEFAULT_WINDOW_BYTES;

  constructor(writer: Http2Writer) {
    this.#writer = writer;
  }

  start(body: Body): void {
    body.windowBytes = this.#bodyWindowBytes;
    this.#send(body);
  }

  drop(body: Body): void {
    this.#blocked.delete(body);
  }

  /**
   * Applies a WINDOW_UPDATE frame for the whole connection (RFC 9113 §6.9).
   *
   * @throws WireError for an update by 0 bytes, and for a window above 2³¹−1 bytes
   */
  widenWindow(moreBytes: number): void {
    this.#windowBytes += moreBytes;
    if (!isWindow(moreBytes, this.#windowBytes)) throw new WireError(`WINDOW_UPDATE by ${moreBytes} bytes`);
    this.#resume();
  }

  /**
   * Applies a WINDOW_UPDATE frame for one stream.
   *
   * @returns false for an update that is the fault of this stream alone: by 0 bytes, or to more than 2³¹−1 bytes
   */
  widenWindowOf(body: Body, moreBytes: number): boolean {
    body.windowBytes += moreBytes;
    if (!isWindow(moreBytes, body.windowBytes)) return false;
    if (this.#blocked.has(body)) this.#send(body);
    return true;
  }

  /**
   * Sets the initial window of every body, and changes the windows of bodies in progress by the difference (RFC 9113
   * §6.9.2).
   *
   * @throws WireError for a window above 2³¹−1 bytes
   */
  resizeWindows(bytes: number): void {
    if (bytes > MAX_WINDOW_BYTES) throw new WireError(`SETTINGS_INITIAL_WINDOW_SIZE ${bytes}`);
    for (const body of this.#blocked) {
      body.windowBytes += bytes - this.#bodyWindowBytes;
      if (body.windowBytes > MAX_WINDOW_BYTES)
        throw new WireError(`SETTINGS_INITIAL_WINDOW_SIZE ${bytes} widens a window beyond all bounds`);
    }
    this.#bodyWindowBytes = bytes;
    this.#resume();
  }

  #resume(): void {
    for (const body of this.#blocked) this.#send(body);
  }

  #send(body: Body): void {
    const { unsent } = body;
    let sent = 0;
    while (sent < unsent.length) {
      const room = Math.min(this.#writer.maxFrameBytes, this.#windowBytes, body.windowBytes);
      if (room <= 0) break;
      const part = unsent.subarray(sent, sent + room);
      sent += part.length;
      this.#windowBytes -= part.length;
      body.windowBytes -= part.length;
      this.#writer.data(body.id, part, sent === unsent.length);
    }
    body.unsent = unsent.subarray(sent);
    if (sent < unsent.length) this.#blocked.add(body);
    else this.#blocked.delete(body);
  }
}

function isWindow(moreBytes: number, windowBytes: number): boolean {
  return moreBytes > 0 && windowBytes <= MAX_WINDOW_BYTES;
}
