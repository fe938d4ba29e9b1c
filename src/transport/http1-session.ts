import type { Address } from "../core/address.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { Http1Connection } from "./http1-connection.ts";
import { ExchangeError } from "./http1-exchange.ts";

/** One request after another over one keep-alive connection, which is made anew after a failure. */
export class Http1Session {
  readonly #address: Address;
  readonly #timeoutMs: number;
  #connection: Http1Connection | undefined;
  #settle: (result: HttpResponse | ExchangeError) => void = () => {};

  constructor(address: Address, timeoutMs: number) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
  }

  /** The connection stands; a failure to make it shows at the next request. */
  async ready(): Promise<void> {
    await this.#open().ready();
  }

  /** Call it again only after the answer. @throws ExchangeError */
  async exchange(request: Uint8Array): Promise<HttpResponse> {
    const connection = this.#open();
    const result = await new Promise<HttpResponse | ExchangeError>((resolve) => {
      const timer = setTimeout(() => {
        connection.destroy();
        this.#settle(new ExchangeError("timeout", `no answer within ${this.#timeoutMs} ms`));
      }, this.#timeoutMs);
      this.#settle = (settled) => {
        clearTimeout(timer);
        resolve(settled);
      };
      connection.send(request);
    });
    if (result instanceof ExchangeError) throw result;
    return result;
  }

  close(): void {
    this.#connection?.destroy();
  }

  #open(): Http1Connection {
    if (this.#connection === undefined || this.#connection.closed) {
      this.#connection = new Http1Connection(this.#address, {
        onFirstByte() {},
        onResponse: (_, response) => this.#settle({ ...response, body: new Uint8Array(response.body) }),
        onFailure: (_, code, message) => this.#settle(new ExchangeError(code, message)),
      });
    }
    return this.#connection;
  }
}
