import { afterEach, expect, it } from "vitest";
import { Dispatcher } from "../../src/onnx/dispatcher.ts";
import { openSessions, type SessionPool } from "../../src/onnx/session-pool.ts";
import { ModelStatistics } from "../../src/onnx/statistics.ts";

let pool: SessionPool | undefined;
afterEach(() => pool?.close());

it("fails what a dying session had, goes on with a new one, and is unavailable once it is given up", async () => {
  const entry = new URL("./crashing-worker.mjs", import.meta.url);
  pool = await openSessions({
    model: new Uint8Array(),
    instances: 1,
    intraOpThreads: 1,
    executionProvider: "cpu",
    entry,
  });
  const policy = { dynamic: false, maxBatch: 1, maxQueueDelayMs: 0, preferredSizes: [], maxQueueSize: 0 };
  const statistics = new ModelStatistics();
  const dispatcher = new Dispatcher(pool, policy, { nowMs: () => performance.now() }, statistics);
  const submit = () => {
    const inputs = [{ name: "x", datatype: "UINT8" as const, shape: [1], data: Uint8Array.of(7) }];
    return dispatcher.submit({ inputs, items: 1, shapeKey: "" });
  };

  // Each of the four lives (one and three restarts) answers one run and dies in the next.
  for (let life = 0; life < 4; life++) {
    expect((await submit())[0]?.data).toEqual(Uint8Array.of(7));
    const dying = submit();
    const behind = life === 3 ? submit() : undefined;
    const third = life === 3 ? submit() : undefined;
    await expect(dying).rejects.toMatchObject({
      reason: "execution",
      message: expect.stringContaining("ended with code 3"),
    });
    // The second of the last three was with the dying instance, the third waited in the queue.
    await expect(behind ?? Promise.reject({ reason: "execution" })).rejects.toMatchObject({
      reason: "execution",
    });
    await expect(third ?? Promise.reject({ reason: "unavailable" })).rejects.toMatchObject({
      reason: "unavailable",
    });
  }
  expect(dispatcher.alive).toBe(false);
  await expect(submit()).rejects.toMatchObject({ reason: "unavailable" });
  expect(dispatcher.pending).toBe(0);
  expect(statistics.failures).toEqual({
    malformed: 0,
    queue_full: 0,
    cancelled: 0,
    execution: 5,
    unavailable: 2,
  });
});
