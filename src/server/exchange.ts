import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../onnx/request-queue.ts";
import type { ByteShare } from "./byte-budget.ts";

/** A request and its answer, from the head of the one to the last byte of the other. */
export class Exchange implements Caller {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The bytes of all kinds that it holds. */
  readonly bytes: ByteShare;
  #failure: Error | undefined;
  #onFailure: ((error: Error) => void) | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, bytes: ByteShare) {
    this.request = request;
    this.response = response;
    this.bytes = bytes;
  }

  /** Why nothing can become of it any more: its client is gone, or the rest of its request is no HTTP. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Gives it up. The first reason counts. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#onFailure?.(error);
  }

  /** Sets who is told of a failure, at once where there has been one; a later call replaces the listener. */
  whenGone(listener: (error: Error) => void): void {
    this.#onFailure = listener;
    if (this.#failure !== undefined) listener(this.#failure);
  }
}
