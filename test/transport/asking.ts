import { onTestFinished } from "vitest";
import type { NetworkAddress } from "../../src/core/address.ts";
import { openTransport } from "../../src/transport/open-transport.ts";
import { type HttpVersion, packRequests, unpackRequests } from "../../src/transport/packed-requests.ts";
import type { HttpRequest } from "../../src/wire/http/http-request.ts";
import type { HttpResponse } from "../../src/wire/http/http-response.ts";

/** A request that was sent, and what the transport told of it. */
export class Asked {
  /** In order; "bytes" once in a row. */
  readonly told: string[] = [];
  response: HttpResponse | undefined;
  abort: () => void = () => {};
  stalled: () => string | undefined = () => undefined;
  #end: (said: string) => void = () => {};
  /** "200 5" (status and bytes of the body), or code and message of the failure. */
  readonly ended = new Promise<string>((resolve) => {
    this.#end = resolve;
  });

  tell(event: string, ends = false): void {
    if (event !== "bytes" || this.told.at(-1) !== "bytes") this.told.push(event);
    if (ends) this.#end(event);
  }
}

/** Opens a transport that is closed with the test. */
export function openAsking(version: HttpVersion, address: NetworkAddress, streams = false, ignored = false) {
  const transport = openTransport<Asked>(
    version,
    address,
    {
      onBytes: (asked) => asked.tell("bytes"),
      onPart: (asked, part) => asked.tell(`part ${new TextDecoder().decode(part)}`),
      onResponse: (asked, response) => {
        asked.response = { ...response, body: new Uint8Array(response.body) };
        asked.tell(`${response.status} ${response.bodyBytes}`, true);
      },
      onFailure: (asked, code, message) => asked.tell(`${code}: ${message}`, true),
    },
    streams ? "streamed" : ignored ? "ignored" : "kept",
  );
  onTestFinished(() => transport.close());
  const ask = (given: Partial<HttpRequest> = {}): Asked => {
    const request: HttpRequest = { method: given.body ? "POST" : "GET", path: "/", host: "test", ...given };
    const [packed] = unpackRequests(packRequests([request], version, address));
    if (packed === undefined) throw new Error("one request packs to one");
    const asked = new Asked();
    const sending = transport.send(asked, packed);
    asked.abort = () => sending.abort();
    asked.stalled = () => sending.stalled?.();
    return asked;
  };
  return { transport, ask };
}
