import type { FailureCode } from "../../core/sample.ts";
import type { HttpResponse } from "./http-response.ts";

/**
 * A request ready to be sent: over HTTP/1.1 all its bytes; over HTTP/2 its header block, and the bytes of its body; to
 * a model in this process the JSON part of an Open Inference body, and the bytes of the tensors behind it.
 */
export interface PackedRequest {
  readonly bytes: Uint8Array;
  readonly head: Uint8Array | null;
}

/** What a transport tells of an exchange: exactly one of `onResponse` and `onFailure` ends it, unless it was aborted. */
export interface TransportEvents<Exchange> {
  /** Bytes of the answer have come. */
  onBytes(exchange: Exchange): void;
  /** Part of the body of a 2xx answer, where the transport was opened for streams. Valid during the call. */
  onPart(exchange: Exchange, part: Uint8Array): void;
  onResponse(exchange: Exchange, response: HttpResponse): void;
  onFailure(exchange: Exchange, code: FailureCode, message: string): void;
}

/** A request on its way. */
export interface Sending {
  /** Gives it up, without a word to the owner. */
  abort(): void;
}

/** Carries requests to one address. `Exchange` is the owner's note of a request. */
export interface Transport<Exchange> {
  /**
   * Makes ready for `count` requests at once, over a network with as many connections that stand and have nothing to
   * do, and waits for that, within reason; what fails is simply not there.
   */
  warm(count: number): Promise<void>;
  send(exchange: Exchange, request: PackedRequest): Sending;
  /** Gives up what is on its way, and resolves when nothing of the transport is left. */
  close(): Promise<void>;
}
