import { expect, it, onTestFinished } from "vitest";
import type { ModelAddress } from "../../src/core/address.ts";
import { readCounted } from "../../src/onnx/counted.ts";
import { InProcess } from "../../src/onnx/in-process.ts";
import { packRequests, unpackRequests } from "../../src/transport/packed-requests.ts";
import type { PackedRequest } from "../../src/wire/http/transport.ts";
import { decodeInferResponse, encodeInferRequest } from "../../src/wire/oip/oip.ts";
import { modelAddress } from "./model-address.ts";

/** A request for the identity model: so many rows of this byte. */
function request(address: ModelAddress, byte: number, rows = 1, width = 2): PackedRequest {
  const data = new Uint8Array(rows * width).fill(byte);
  const x = { name: "x", datatype: "UINT8" as const, shape: [rows, width], data };
  const message = encodeInferRequest({ inputs: [x], binary: true });
  const [packed] = unpackRequests(
    packRequests([{ method: "POST", path: "/infer", host: "", ...message }], "1.1", address),
  );
  if (packed === undefined) throw new Error("one request packs to one");
  return packed;
}

/** What a transport tells of each of its requests, by its number. */
function open(address: ModelAddress) {
  const told: string[][] = [];
  const ends: (() => void)[] = [];
  const tell = (exchange: number, what: string) => told[exchange]?.push(what);
  const transport = new InProcess<number>(address, {
    onBytes: (exchange) => tell(exchange, "bytes"),
    onPart: (exchange) => tell(exchange, "part"),
    onResponse(exchange, { status, headers, body }) {
      const length = Number(headers.get("inference-header-content-length"));
      const [output] = decodeInferResponse(length, body).outputs;
      tell(exchange, `${status} [${output?.shape}] ${[...(output?.data ?? [])]}`);
      ends[exchange]?.();
    },
    onFailure(exchange, code, message) {
      tell(exchange, `${code}: ${message}`);
      ends[exchange]?.();
    },
  });
  onTestFinished(() => transport.close());
  const send = (packed: PackedRequest) => {
    const exchange = told.push([]) - 1;
    const ended = new Promise<void>((resolve) => {
      ends[exchange] = resolve;
    });
    return { sending: transport.send(exchange, packed), ended: ended.then(() => told[exchange]) };
  };
  return { transport, told, send };
}

it("gives every request its own rows of the batch that it was computed in", async () => {
  const address = modelAddress({ instances: 2 });
  const { send } = open(address);
  const asked = Array.from({ length: 40 }, (_, i) => send(request(address, i, 1 + (i % 3))).ended);
  for (const [i, told] of (await Promise.all(asked)).entries()) {
    const rows = 1 + (i % 3);
    expect(told).toEqual(["bytes", `200 [${rows},2] ${new Array(2 * rows).fill(i)}`]);
  }
  const { success, fail, inferenceCount, executionCount } = readCounted(address.model.counted);
  expect([success.count, fail.count, inferenceCount]).toEqual([40, 0, 79]);
  expect(executionCount).toBeLessThan(40);
});

it("answers the same request as often as it is sent", async () => {
  const address = modelAddress();
  const { send, transport } = open(address);
  await transport.warm();
  const same = request(address, 7);
  for (let i = 0; i < 3; i++) expect(await send(same).ended).toEqual(["bytes", "200 [1,2] 7,7"]);
});

it("counts from nothing again when the model is loaded again", async () => {
  const address = modelAddress();
  const first = open(address);
  await first.send(request(address, 1)).ended;
  await first.transport.close();
  expect(readCounted(address.model.counted).success.count).toBe(1);
  await open(address).transport.warm();
  expect(readCounted(address.model.counted).success.count).toBe(0);
});

it("fails a request that does not fit the model, and answers the next", async () => {
  const address = modelAddress();
  const { send } = open(address);
  expect(await send(request(address, 1, 9)).ended).toEqual([
    "model: batch 9: expected 1 to 8 items in a request",
  ]);
  expect(await send(request(address, 1, 1, 3)).ended).toEqual([
    "model: input x: expected shape [-1, 2], found [1, 3]",
  ]);
  expect(await send(request(address, 1)).ended).toEqual(["bytes", "200 [1,2] 1,1"]);
});

it("fails every request to a model that cannot be loaded", async () => {
  const address = modelAddress({}, Uint8Array.of(1, 2, 3));
  const { send, transport } = open(address);
  await transport.warm();
  for (let i = 0; i < 2; i++)
    expect(await send(request(address, 1)).ended).toEqual([
      expect.stringMatching(/^model: cannot open .*m\.onnx/),
    ]);
});

it("says nothing more of what was given up, nor after it was closed", async () => {
  const address = modelAddress();
  const { send, told, transport } = open(address);
  const givenUp = send(request(address, 1));
  givenUp.sending.abort();
  expect(await send(request(address, 2)).ended).toEqual(["bytes", "200 [1,2] 2,2"]);
  send(request(address, 3));
  await transport.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([[], ["bytes", "200 [1,2] 2,2"], []]);
});
