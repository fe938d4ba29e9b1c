import fc from "fast-check";
import { expect, it } from "vitest";
import type { ModelAddress, NetworkAddress } from "../../src/core/address.ts";
import { packRequests, unpackRequests } from "../../src/transport/packed-requests.ts";
import { encodeHttp1, type HttpRequest } from "../../src/wire/http/http-request.ts";
import { encodeHttp2Head } from "../../src/wire/http2/http2-request.ts";
import { encodeInferRequest, readInferRequest } from "../../src/wire/oip/oip.ts";

const PLAIN: NetworkAddress = { hostname: "server", port: 80 };
const SECURE: NetworkAddress = { ...PLAIN, tls: { verify: true } };
const MODEL: ModelAddress = {
  model: {
    name: "m",
    path: "m.onnx",
    instances: 1,
    maxBatch: 1,
    maxQueueDelayMs: 0,
    counted: new SharedArrayBuffer(0),
  },
};
const proxied = (address: NetworkAddress): NetworkAddress => ({
  ...address,
  proxy: { hostname: "proxy", port: 3128 },
});

const requests: fc.Arbitrary<HttpRequest[]> = fc.array(
  fc.record(
    {
      method: fc.constantFrom("GET", "POST"),
      path: fc.constantFrom("/", "/a?b=c"),
      host: fc.constant("server:80"),
      headers: fc.dictionary(fc.constantFrom("X-One", "X-Two"), fc.stringMatching(/^[a-z]{1,5}$/)),
      body: fc.uint8Array({ maxLength: 50 }),
    },
    { requiredKeys: ["method", "path", "host"] },
  ),
  { maxLength: 12 },
);

it("gives back every request as it is to be sent", () => {
  fc.assert(
    fc.property(requests, (given) => {
      const over1 = unpackRequests(packRequests(given, "1.1", PLAIN));
      expect(over1.map(({ bytes }) => Buffer.from(bytes))).toEqual(
        given.map((r) => Buffer.from(encodeHttp1(r))),
      );
      expect(over1.every(({ head }) => head === null)).toBe(true);
      const over2 = unpackRequests(packRequests(given, "2", PLAIN));
      expect(over2.map(({ bytes }) => Buffer.from(bytes))).toEqual(
        given.map((r) => Buffer.from(r.body ?? [])),
      );
      expect(over2.map(({ head }) => head)).toEqual(given.map((r) => encodeHttp2Head(r, "http")));
    }),
    { numRuns: 50 },
  );
});

it("lies in shared memory, and holds equal heads once", () => {
  const same = { method: "POST", path: "/infer", host: "server", body: new Uint8Array(10) } as const;
  const packed = packRequests([same, same, { ...same, path: "/other" }, same], "2", PLAIN);
  expect(packed.heads).toHaveLength(2);
  expect([...packed.headOf]).toEqual([0, 0, 1, 0]);
  for (const { buffer } of [packed.bytes, packed.offsets, packed.headOf])
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(unpackRequests(packed)[3]?.bytes.buffer).toBe(packed.bytes.buffer);
});

it("gives a model in this process the JSON part and the tensors of a body apart, and equal JSON once", () => {
  const requests = [1, 2].map((byte): HttpRequest => {
    const x = { name: "x", datatype: "UINT8" as const, shape: [2], data: Uint8Array.of(byte, byte) };
    return { method: "POST", path: "/infer", host: "", ...encodeInferRequest({ inputs: [x], binary: true }) };
  });
  const packed = packRequests(requests, "1.1", MODEL);
  expect(packed.heads).toHaveLength(1);
  const read = unpackRequests(packed).map(({ head, bytes }) => readInferRequest(head ?? bytes, bytes));
  expect(read.map(({ inputs }) => [...(inputs[0]?.data ?? [])])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it("says in the head of HTTP/2 whether the way is secure", () => {
  const request = { method: "GET", path: "/", host: "server" } as const;
  expect(packRequests([request], "2", SECURE).heads).toEqual([encodeHttp2Head(request, "https")]);
  expect(packRequests([request], "2", PLAIN).heads).toEqual([encodeHttp2Head(request, "http")]);
});

it("asks for the whole URL only in plain text through a proxy", () => {
  const request = { method: "GET", path: "/x", host: "server:80" } as const;
  const firstLine = (address: NetworkAddress) => {
    const [packed] = unpackRequests(packRequests([request], "1.1", address));
    return Buffer.from(packed?.bytes ?? [])
      .toString("latin1")
      .split("\r\n")[0];
  };
  expect(firstLine(PLAIN)).toBe("GET /x HTTP/1.1");
  expect(firstLine(SECURE)).toBe("GET /x HTTP/1.1");
  expect(firstLine(proxied(PLAIN))).toBe("GET http://server:80/x HTTP/1.1");
  expect(firstLine(proxied(SECURE))).toBe("GET /x HTTP/1.1");
});
