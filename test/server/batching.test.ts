import { expect, it } from "vitest";
import { errorOf, floats, images, postInfer, readInfer, serve, statistics } from "./fixture.ts";

it("forms batches under concurrent load, and each request gets its own logits", async () => {
  const server = await serve({ maxBatch: 8, maxQueueDelayMs: 5 });
  const alone = new Map<number, number[]>();
  for (const i of [0, 1, 2])
    alone.set(i, floats((await readInfer(await postInfer(server, [images(1, i)]))).outputs[0]));
  const before = await statistics(server);

  const together = await Promise.all(
    Array.from({ length: 48 }, async (_, i) => readInfer(await postInfer(server, [images(1, i % 3)]))),
  );
  for (const [i, { outputs }] of together.entries()) {
    for (const [k, logit] of floats(outputs[0]).entries())
      expect(logit).toBeCloseTo(alone.get(i % 3)?.[k] ?? Number.NaN, 3);
  }
  const after = await statistics(server);
  const inferences = after.inference_count - before.inference_count;
  const executions = after.execution_count - before.execution_count;
  expect(inferences).toBe(48);
  expect(executions).toBeLessThan(inferences);
  expect(executions).toBeGreaterThanOrEqual(6);
  expect(Math.max(...after.batch_stats.map(({ batch_size: size }) => size))).toBeLessThanOrEqual(8);
});

it("answers 503 at once above the queue limit, and the rest as usual", async () => {
  const server = await serve({ maxBatch: 1, maxQueueSize: 2 });
  const responses = await Promise.all(Array.from({ length: 40 }, () => postInfer(server, [images(1)])));
  const refused = responses.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length + responses.filter(({ status }) => status === 200).length).toBe(40);
  for (const response of refused)
    expect((await errorOf(response)).error).toBe("the queue is full: 2 requests wait");
  expect((await statistics(server)).inference_stats.fail?.count).toBe(refused.length);
});

it("uses two instances", async () => {
  const server = await serve({ instances: 2, maxBatch: 2 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => postInfer(server, [images(2)])));
  expect(answers.map(({ status }) => status)).toEqual(new Array(12).fill(200));
});
