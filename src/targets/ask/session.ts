import type { Address } from "../../core/address.ts";
import type { FailureCode } from "../../core/sample.ts";
import { type HttpVersion, packRequests, unpackRequests } from "../../transport/packed-requests.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { PackedRequest, Transport } from "../../wire/http/transport.ts";
import { WireError } from "../../wire/wire-error.ts";
import { transportTo } from "./transport-to.ts";

/** The kind of a failed exchange; "request" means that the request cannot be encoded in this version of HTTP. */
type ExchangeFailure = FailureCode | "timeout" | "request";

/** The error of a request that got no answer. */
export class ExchangeError extends Error {
  readonly code: ExchangeFailure;

  constructor(code: ExchangeFailure, message: string) {
    super(message);
    this.name = "ExchangeError";
    this.code = code;
  }
}

type OnResult = (result: HttpResponse | ExchangeError) => void;

/** Sends one request after another, to probe a server or to compare answers. It reconnects after a failure. */
export class Session {
  readonly #address: Address;
  readonly #version: HttpVersion;
  readonly #timeoutMs: number;
  readonly #transport: Transport<OnResult>;

  constructor(address: Address, version: HttpVersion, timeoutMs: number) {
    this.#address = address;
    this.#version = version;
    this.#timeoutMs = timeoutMs;
    this.#transport = transportTo<OnResult>(address, version, {
      onBytes() {},
      onPart() {},
      onResponse: (onResult, response) => onResult({ ...response, body: new Uint8Array(response.body) }),
      onFailure: (onResult, code, message) => onResult(new ExchangeError(code, message)),
    });
  }

  /** Resolves when a connection is open or has failed; a failure shows at the next request. */
  async ready(): Promise<void> {
    await this.#transport.warm(1);
  }

  /** Sends a request and resolves with its answer. @throws ExchangeError */
  async exchange(request: HttpRequest): Promise<HttpResponse> {
    const packed = this.#pack(request);
    const result = await new Promise<HttpResponse | ExchangeError>((resolve) => {
      const timer = setTimeout(() => {
        const stalled = sending.stalled?.();
        sending.abort();
        const why = stalled === undefined ? "" : `: ${stalled}`;
        resolve(new ExchangeError("timeout", `no answer within ${this.#timeoutMs} ms${why}`));
      }, this.#timeoutMs);
      const onResult: OnResult = (settled) => {
        clearTimeout(timer);
        resolve(settled);
      };
      const sending = this.#transport.send(onResult, packed);
    });
    if (result instanceof ExchangeError) throw result;
    return result;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #pack(request: HttpRequest): PackedRequest {
    try {
      return unpackRequests(packRequests([request], this.#version, this.#address))[0] as PackedRequest;
    } catch (error) {
      if (error instanceof WireError) throw new ExchangeError("request", error.message);
      throw error;
    }
  }
}

/** Sends one request on a new connection. @throws ExchangeError */
export async function exchange(
  address: Address,
  request: HttpRequest,
  version: HttpVersion,
  timeoutMs: number,
): Promise<HttpResponse> {
  const session = new Session(address, version, timeoutMs);
  try {
    return await session.exchange(request);
  } finally {
    await session.close();
  }
}
