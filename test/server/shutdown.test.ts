import { connect } from "node:net";
import { expect, it, vi } from "vitest";
import { startServer } from "../../src/server/server.ts";
import { parseMetrics } from "../../src/wire/prometheus.ts";
import { get, images, postInfer, serve } from "./fixture.ts";

it("answers everything it accepted, refuses new connections, and can be closed twice", async () => {
  const server = await serve({ maxBatch: 2 });
  const statuses = Array.from({ length: 20 }, async () => (await postInfer(server, [images(1)])).status);
  await vi.waitUntil(async () => {
    const text = await (await get(server, "/metrics")).text();
    const value = (name: string) => parseMetrics(text).find((sample) => sample.name === name)?.value ?? 0;
    return value("plimsoll_pending_requests") + value("plimsoll_request_success_total") === 20;
  }, 20_000);
  const closing = server.close();
  expect(server.close()).toBe(closing);
  expect(await Promise.all(statuses)).toEqual(new Array(20).fill(200));
  await closing;
  await expect(get(server, "/v2")).rejects.toThrow();
});

it("reads and answers a request that had begun, then closes its connection", async () => {
  const server = await serve();
  const socket = connect(server.port, "127.0.0.1");
  const received: string[] = [];
  socket.setEncoding("utf8").on("data", (text: string) => received.push(text));
  socket.write("POST /v2/models/digits/infer HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\n{");
  await get(server, "/v2/health/live");
  const closing = server.close();
  socket.write("}");
  await new Promise((ended) => socket.once("close", ended));
  await closing;
  expect(received.join("")).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*connection: close[\s\S]*inputs: expected an array/,
  );
});

it.each([
  [{ models: [] }, /models: Too small/],
  [{ maxBatch: 0, maxQueueDelayMs: -1 }, /maxBatch: .*; maxQueueDelayMs: /],
  [{ preferredSizes: [64] }, /preferredSizes\.0: 64 is above maxBatch 32/],
  [{ models: [{ name: "a/b", path: "x" }] }, /models\.0\.name: a name without '\/'/],
  [
    {
      models: [
        { name: "a", path: "x" },
        { name: "a", path: "y" },
      ],
    },
    /models\.1: a version 1 is there twice/,
  ],
])("startServer refuses %j with all problems", async (changes, message) => {
  await expect(startServer({ models: [{ name: "m", path: "x" }], ...changes })).rejects.toThrow(message);
});

it("says when the port is taken", async () => {
  const { port } = await serve();
  await expect(serve({ port })).rejects.toThrow(new RegExp(`cannot listen on 127.0.0.1 port ${port}`));
});
