import { connect } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeInferRequest } from "../../src/wire/oip/oip.ts";
import { get, images, postInfer, serve } from "./fixture.ts";

/** Sends the bytes, ends the connection and resolves with all that came back. */
function exchange(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    socket.setEncoding("latin1").on("data", (text: string) => {
      received += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
}

const { headers, body } = encodeInferRequest({ inputs: [images(1)], binary: true });
const head = Object.entries({ host: "127.0.0.1", "content-length": body.length, ...headers }).map(
  ([key, value]) => `${key}: ${value}\r\n`,
);
const valid = Buffer.concat([
  Buffer.from(`POST /v2/models/digits/infer HTTP/1.1\r\n${head.join("")}\r\n`),
  body,
]);

/** A valid request with some bytes replaced, and perhaps cut short. */
const damaged = fc
  .tuple(
    fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 5 }),
    fc.integer({ min: 1, max: valid.length }),
    fc.boolean(),
  )
  .map(([edits, length, cut]) => {
    const bytes = Buffer.from(valid);
    for (const [at, byte] of edits) bytes[at] = byte;
    return cut ? bytes.subarray(0, length) : bytes;
  });

/** One whose answer takes long may see `100 Continue` before it. */
const ANSWERS = /^(HTTP\/1\.1 100 Continue\r\n\r\n)*($|HTTP\/1\.1 [2-5]\d\d )/;

it("survives any bytes on the socket, and answers in HTTP or not at all", async () => {
  const server = await serve();
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), async (bytes) => {
      expect(await exchange(server.port, bytes)).toMatch(ANSWERS);
    }),
    { numRuns: 300 },
  );
  expect((await get(server, "/v2/health/ready")).status).toBe(200);
  expect((await postInfer(server, [images(1)])).status).toBe(200);
}, 60_000);

it("answers damaged tensors and JSON with 200 or 400, never 500", async () => {
  const server = await serve();
  const length = Number(headers["inference-header-content-length"]);
  const edits = fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 32, max: 126 })), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(edits, async (changes) => {
      const bytes = Buffer.from(body);
      for (const [at, byte] of changes) bytes[at] = byte;
      const response = await fetch(`${server.url}/v2/models/digits/infer`, {
        method: "POST",
        headers,
        body: bytes,
      });
      expect([200, 400]).toContain(response.status);
      await response.arrayBuffer();
    }),
    { numRuns: 150 },
  );
}, 60_000);
