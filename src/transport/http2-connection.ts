import type { NetworkAddress } from "../core/address.ts";
import type { BodyBudget } from "../wire/http/kept-body.ts";
import type { PackedRequest, Sending, TransportEvents } from "../wire/http/transport.ts";
import { CLIENT_PREFACE, DEFAULT_WINDOW_BYTES, errorName, SETTING } from "../wire/http2/frames.ts";
import type { HeaderFields } from "../wire/http2/hpack-decoder.ts";
import { type Http2Listener, Http2Reader, type ServerSettings } from "../wire/http2/http2-reader.ts";
import { Http2Writer } from "../wire/http2/http2-writer.ts";
import type { BodyHandling } from "./body-handling.ts";
import { cutShort, type Failure, unreadable } from "./failure.ts";
import { Http2Bodies } from "./http2-bodies.ts";
import { Http2Call } from "./http2-call.ts";
import { Http2Calls } from "./http2-calls.ts";
import { Line } from "./line.ts";
import { crossedClose } from "./unprocessed.ts";

/** The window for answers, in bytes. The protocol's default of 64 KiB would stall large tensors. */
const WINDOW_BYTES = 1 << 24;
/** Error codes of RFC 9113 §7. */
const PROTOCOL_ERROR = 1;
const FLOW_CONTROL_ERROR = 3;
const REFUSED_STREAM = 7;
const CANCEL = 8;

/** The callbacks of an HTTP/2 connection. */
export interface Http2Owner<Exchange> extends TransportEvents<Exchange> {
  /** Called when the server sets its limit of concurrent requests on one connection. */
  onLimit(requests: number): void;
  /** Called when the connection stands. */
  onOpen(): void;
  /**
   * Hands back a request that the server has not processed (RFC 9113 §8.7): it may be sent again on another connection.
   *
   * @param failure what became of it here, for a request that is not sent again
   */
  onUnprocessed(connection: Http2Connection<Exchange>, call: Http2Call<Exchange>, failure: Failure): void;
  /**
   * Called when the connection takes no more requests; `onFailure` or `onUnprocessed` follows for each that is left.
   *
   * @param unannounced true when the server closed it while it was idle, and had not said so
   */
  onClose(connection: Http2Connection<Exchange>, unannounced: boolean): void;
}

/**
 * One HTTP/2 connection (RFC 9113), which is opened when the object is made. It replaces `node:http2`, which takes
 * several times the CPU (bench/grpc-cpu.mjs): here a request has no stream object, its header block is encoded once,
 * a block that was seen before is not decoded again, and one turn of the event loop writes to the socket once.
 */
export class Http2Connection<Exchange> implements Http2Listener {
  /** Resolves when the connection is open or has failed; it never rejects. */
  readonly ready: Promise<void>;

  readonly #owner: Http2Owner<Exchange>;
  readonly #streams: boolean;
  readonly #budget: BodyBudget;
  readonly #line: Line;
  readonly #writer = new Http2Writer();
  readonly #bodies = new Http2Bodies(this.#writer);
  readonly #reader = new Http2Reader(this);
  readonly #calls = new Http2Calls<Exchange>();
  readonly #onAbort = (call: Http2Call<Exchange>) => this.#abort(call);
  #resolveReady = () => {};
  /** True once the server's settings have arrived, and with them its limit of concurrent requests. */
  #standing = false;
  #unacknowledgedBytes = 0;
  #flushes = false;
  #goesAway = false;
  /** True while every request in flight was sent after the connection had been idle, and none has been answered. */
  #wasIdle = false;
  #closed = false;

  /**
   * Opens the connection. The last argument says what to do with the bodies of answers.
   */
  constructor(address: NetworkAddress, owner: Http2Owner<Exchange>, { streams, budget }: BodyHandling) {
    this.#owner = owner;
    this.#streams = streams;
    this.#budget = budget;
    this.ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.#line = new Line(address, "h2", {
      onOpen: () => owner.onOpen(),
      onData: (chunk) => this.#receive(chunk),
      onEnd: () => this.#end(cutShort()),
      onError: (code, message) => this.#end({ code, message }),
      onClose: () => this.#end(cutShort()),
    });
    this.#writer.raw(CLIENT_PREFACE);
    this.#writer.settings({ [SETTING.enablePush]: 0, [SETTING.initialWindowSize]: WINDOW_BYTES });
    this.#writer.windowUpdate(0, WINDOW_BYTES - DEFAULT_WINDOW_BYTES);
    this.#flush();
  }

  get inFlight(): number {
    return this.#calls.size;
  }

  /** True while the connection takes requests, also before it is open. After GOAWAY it only finishes its calls. */
  get open(): boolean {
    return !this.#closed && !this.#goesAway && !this.#calls.areUsedUp;
  }

  send(exchange: Exchange, request: PackedRequest): Sending {
    const call = new Http2Call(exchange, request, this.#budget);
    this.take(call);
    return call;
  }

  /** Takes a request, also one that another connection handed back. */
  take(call: Http2Call<Exchange>): void {
    if (this.inFlight === 0) this.#wasIdle = this.#standing;
    call.begin(this.#onAbort);
    this.#calls.add(call);
    this.#startWaiting();
  }

  /** Closes the connection at once, without calling the owner. */
  abandon(): void {
    this.#closed = true;
    this.#calls.clear();
    this.#line.destroy();
    this.#resolveReady();
  }

  onSettings({ maxConcurrentStreams, initialWindowBytes, maxFrameBytes }: ServerSettings): void {
    if (initialWindowBytes !== undefined) this.#bodies.resizeWindows(initialWindowBytes);
    if (maxFrameBytes !== undefined) this.#writer.maxFrameBytes = maxFrameBytes;
    this.#writer.settingsAck();
    this.#calls.limit =
      maxConcurrentStreams ?? (this.#standing ? this.#calls.limit : Number.POSITIVE_INFINITY);
    this.#standing = true;
    this.#owner.onLimit(this.#calls.limit);
    this.#resolveReady();
    this.#startWaiting();
  }

  onHeaders(streamId: number, fields: HeaderFields, endStream: boolean): void {
    const call = this.#calls.of(streamId);
    // An interim answer (1xx) carries nothing that the caller needs.
    if (call === undefined || (fields.status >= 100 && fields.status < 200)) return;
    this.#wasIdle = false;
    const isHead = call.status === 0;
    if (isHead === (fields.status === 0) || !(isHead || endStream)) {
      this.#malformed(call, isHead ? "an answer came without a status" : "an answer came with two heads");
      return;
    }
    if (isHead) call.takeHead(fields);
    else call.takeTrailers(fields);
    this.#owner.onBytes(call.exchange);
    if (endStream && !call.ended) this.#deliver(call);
  }

  onData(
    streamId: number,
    bytes: Uint8Array,
    from: number,
    to: number,
    frameBytes: number,
    endStream: boolean,
  ): void {
    // Every byte counts in the window of the connection, also bytes of streams that have ended.
    this.#unacknowledgedBytes = this.#acknowledge(0, this.#unacknowledgedBytes + frameBytes);
    const call = this.#calls.of(streamId);
    if (call === undefined) return;
    if (call.status === 0) {
      this.#malformed(call, "a body came before its head");
      return;
    }
    this.#owner.onBytes(call.exchange);
    call.countBody(to - from);
    if (!this.#streams || call.status > 299) call.keepBody(bytes, from, to);
    else if (to > from) this.#owner.onPart(call.exchange, bytes.subarray(from, to));
    // The owner may have aborted the call in `onPart`.
    if (call.ended) return;
    if (endStream) this.#deliver(call);
    else call.unacknowledgedBytes = this.#acknowledge(call.id, call.unacknowledgedBytes + frameBytes);
  }

  onReset(streamId: number, code: number): void {
    const call = this.#calls.of(streamId);
    if (call === undefined) return;
    const failure: Failure = {
      code: "reset",
      message: `the server reset the stream with code ${errorName(code)}`,
    };
    if (code === REFUSED_STREAM) this.#handBack(call, failure);
    else this.#fail(call, failure);
  }

  onPing(opaque: Uint8Array): void {
    this.#writer.pingAck(opaque);
  }

  onGoaway(lastId: number, code: number): void {
    const message = `the server ended the connection with GOAWAY, code ${errorName(code)}`;
    const failure: Failure = { code: "reset", message };
    this.#goesAway = true;
    this.#calls.limit = 0;
    for (const call of this.#calls.all())
      if (call.id === 0 || call.id > lastId) this.#handBack(call, failure);
    if (code === 0) this.#endIfDone();
    else this.#end(failure);
  }

  onWindowUpdate(streamId: number, moreBytes: number): void {
    if (streamId === 0) {
      this.#bodies.widenWindow(moreBytes);
      return;
    }
    const call = this.#calls.of(streamId);
    if (call === undefined || this.#bodies.widenWindowOf(call, moreBytes)) return;
    const resetCode = moreBytes === 0 ? PROTOCOL_ERROR : FLOW_CONTROL_ERROR;
    this.#malformed(call, `WINDOW_UPDATE by ${moreBytes} bytes on a stream`, resetCode);
  }

  #startWaiting(): void {
    this.#calls.start((call) => {
      call.writtenAtMs = performance.now();
      this.#writer.headers(call.id, call.head, call.unsent.length === 0);
      this.#bodies.start(call);
    });
    this.#flushSoon();
  }

  /** Schedules one write for all frames of this turn of the event loop. */
  #flushSoon(): void {
    if (this.#flushes || this.#writer.isEmpty) return;
    this.#flushes = true;
    queueMicrotask(() => {
      this.#flushes = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#closed) this.#line.write(this.#writer.take());
  }

  #receive(chunk: Uint8Array): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#end(unreadable(error, "bad HTTP/2: "));
    }
    this.#flushSoon();
  }

  /**
   * Sends a WINDOW_UPDATE when half a window has arrived.
   *
   * @param bytes the bytes that arrived since the last WINDOW_UPDATE
   * @returns the bytes that are still to be acknowledged
   */
  #acknowledge(streamId: number, bytes: number): number {
    if (bytes < WINDOW_BYTES / 2) return bytes;
    this.#writer.windowUpdate(streamId, bytes);
    return 0;
  }

  #deliver(call: Http2Call<Exchange>): void {
    const problem = call.problem();
    if (problem !== undefined) {
      this.#malformed(call, problem);
      return;
    }
    this.#drop(call, call.unsent.length > 0 ? CANCEL : undefined);
    this.#owner.onResponse(call.exchange, call.response());
    this.#endIfDone();
  }

  #abort(call: Http2Call<Exchange>): void {
    call.dropBody();
    this.#drop(call, CANCEL);
    // A connection that is not open yet ends with the last request that waits for it.
    if (!this.#standing && !this.#calls.waits) this.#end(cutShort());
    this.#endIfDone();
  }

  #malformed(call: Http2Call<Exchange>, message: string, resetCode = PROTOCOL_ERROR): void {
    this.#fail(call, { code: "protocol", message: `bad HTTP/2: ${message}` }, resetCode);
  }

  #fail(call: Http2Call<Exchange>, { code, message }: Failure, resetCode?: number): void {
    call.dropBody();
    this.#drop(call, resetCode);
    this.#owner.onFailure(call.exchange, code, message);
    this.#endIfDone();
  }

  /** Ends a call that the server did not process, and gives it back to the owner. */
  #handBack(call: Http2Call<Exchange>, failure: Failure): void {
    call.dropBody();
    this.#drop(call);
    this.#owner.onUnprocessed(this, call, failure);
    this.#endIfDone();
  }

  /**
   * Tells whether the server cannot have processed a call when the connection ends: it was never written, or it crossed
   * a close of the idle connection on the way.
   */
  #isUnprocessed(call: Http2Call<Exchange>, { code }: Failure): boolean {
    if (!this.#standing) return false;
    return call.id === 0 || (this.#wasIdle && !this.#goesAway && crossedClose(code, call.writtenAtMs));
  }

  /**
   * Ends a call and frees its stream.
   *
   * @param resetCode the code of a RST_STREAM frame for the server; none is sent without it
   */
  #drop(call: Http2Call<Exchange>, resetCode?: number): void {
    call.ended = true;
    if (!this.#calls.remove(call)) return;
    this.#bodies.drop(call);
    if (resetCode !== undefined) this.#writer.rstStream(call.id, resetCode);
    this.#startWaiting();
  }

  #endIfDone(): void {
    if (this.#goesAway && this.inFlight === 0) this.#end(cutShort());
  }

  #end(failure: Failure): void {
    if (this.#closed) return;
    const calls = this.#calls.all();
    const isClose = failure.code === "closed" || failure.code === "reset";
    const isIdle = calls.every((call) => this.#isUnprocessed(call, failure));
    this.abandon();
    this.#owner.onClose(this, isClose && this.#standing && isIdle && !this.#goesAway);
    for (const call of calls) {
      // A callback for an earlier call may have aborted this one.
      if (call.ended) continue;
      call.ended = true;
      if (this.#isUnprocessed(call, failure)) this.#owner.onUnprocessed(this, call, failure);
      else this.#owner.onFailure(call.exchange, failure.code, failure.message);
    }
  }
}
