import { createServer } from "node:net";
import { expect, test } from "vitest";
import { startNullServer } from "../../src/server/start-null-server.ts";
import { meanRoundTripMs } from "../../src/telemetry/round-trips.ts";

test("a server that takes 20 ms has round trips of at least that; one that is gone has none", async () => {
  const server = await startNullServer(20);
  const slowMs = await meanRoundTripMs(server.url, 150);
  expect(slowMs).toBeGreaterThan(19);
  await server.stop();
  expect(await meanRoundTripMs(server.url, 150)).toBeNull();
});

test("a server that ends the connection has none", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens");
  expect(await meanRoundTripMs(`http://127.0.0.1:${address.port}/`, 50)).toBeNull();
  server.close();
});
