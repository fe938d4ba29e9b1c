import type { Address } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { Http1Connection } from "./http1-connection.ts";

export class ExchangeError extends Error {
  readonly code: FailureCode | "timeout";

  constructor(code: FailureCode | "timeout", message: string) {
    super(message);
    this.name = "ExchangeError";
    this.code = code;
  }
}

/** One request on a connection of its own, for probing. @throws ExchangeError */
export function exchange(address: Address, request: Uint8Array, timeoutMs: number): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      connection.destroy();
      reject(new ExchangeError("timeout", `no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const connection = new Http1Connection(address, {
      onFirstByte() {},
      onResponse(_, response) {
        clearTimeout(timer);
        resolve({ ...response, body: new Uint8Array(response.body) });
        connection.destroy();
      },
      onFailure(_, code, message) {
        clearTimeout(timer);
        reject(new ExchangeError(code, message));
      },
    });
    connection.send(request);
  });
}
