import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { tritonRepository } from "../../../src/targets/oip/triton-repository.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import type { ServerSettings } from "../../../src/targets/settings-api.ts";
import { contextFor, json, type Routes } from "../fake-server.ts";
import { CONFIGURATION, startTriton } from "../fake-triton.ts";

async function start(configuration?: object, routes?: Routes, changes: Partial<TargetContext> = {}) {
  const { server, triton } = await startTriton(configuration, routes);
  onTestFinished(() => server.close());
  const context = contextFor(server, changes);
  const apply = async (settings: ServerSettings) =>
    tritonRepository.apply(context, await tritonRepository.read(context), settings);
  return { server, triton, context, apply };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("nothing was refused"),
    (error) => `${error.exitCode}: ${error.message}; ${error.fix}`,
  );

describe("a model of Triton", () => {
  it("is loaded anew with other settings, and all else as it was", async () => {
    const { triton, apply } = await start(undefined, undefined, { model: null });
    await apply({ maxBatch: 8, maxDelayMs: 0.25, instances: 2 });
    expect(triton.configuration).toEqual({
      ...CONFIGURATION,
      max_batch_size: 8,
      dynamic_batching: { preferred_batch_size: [8], max_queue_delay_microseconds: 250 },
      instance_group: [{ name: "m_0", kind: "KIND_CPU", count: 2 }],
    });
  });

  it("keeps the preferred sizes of its owner that are left possible", async () => {
    const batching = { preferred_batch_size: [4, 16], max_queue_delay_microseconds: 1000 };
    const { triton, apply } = await start({ ...CONFIGURATION, dynamic_batching: batching });
    await apply({ maxBatch: 8 });
    expect(triton.configuration.dynamic_batching.preferred_batch_size).toEqual([4]);
  });

  it("has a dynamic batcher where a batch is asked for, and none because of its instances", async () => {
    const { dynamic_batching: _, ...plain } = CONFIGURATION;
    const { triton, apply } = await start(plain);
    await apply({ instances: 3 });
    expect(triton.configuration).not.toHaveProperty("dynamic_batching");
    await apply({ maxDelayMs: 2 });
    expect(triton.configuration.dynamic_batching.max_queue_delay_microseconds).toBe(2000);
  });

  it("has long integers in its configuration, which stay what they are", async () => {
    const text = JSON.stringify(CONFIGURATION).replace('"num_versions":1', '"versions":[20261122120000123]');
    const { server, apply } = await start(undefined, { "GET /v2/models/m/config": { body: text } });
    await apply({});
    const { body } = server.received.find(({ path }) => path.endsWith("/load")) ?? expect.fail();
    expect(JSON.parse(body.toString()).parameters.config).toContain('"versions":["20261122120000123"]');
  });

  it("is as it was before, after any settings in any order", async () => {
    const { server, triton } = await startTriton();
    const context = contextFor(server);
    const before = await tritonRepository.read(context);
    const settings = fc.record(
      {
        maxBatch: fc.integer({ min: 1, max: 64 }),
        maxDelayMs: fc.integer({ min: 0, max: 9999 }).map((delayUs) => delayUs / 1000),
        instances: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [] },
    );
    const restored = fc.asyncProperty(fc.array(settings, { maxLength: 3 }), async (points) => {
      for (const point of points) await tritonRepository.apply(context, before, point);
      await tritonRepository.apply(context, before, {});
      expect(triton.configuration).toEqual(CONFIGURATION);
    });
    await fc.assert(restored, { numRuns: 20 }).finally(() => server.close());
  });
});

it("there is nothing to set at a server without Triton's extensions", async () => {
  const { context } = await start(undefined, { "GET /v2": json({ name: "mlserver", extensions: [] }) });
  expect(await tritonRepository.read(context)).toBeNull();
});

describe("it is refused in a sentence", () => {
  it("that its configuration is nested too deep", async () => {
    const body = `{"name":"m","parameters":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}`;
    const { context } = await start(undefined, { "GET /v2/models/m/config": { body } });
    expect(await refusal(tritonRepository.read(context) as Promise<unknown>)).toMatch(
      /^4: .* no valid configuration of model "m": configuration: it is nested too deep/,
    );
  });

  it.each<[string, object, Routes, Partial<TargetContext>, ServerSettings, RegExp]>([
    [
      "by a Triton that loads models by itself",
      CONFIGURATION,
      {
        "POST /v2/repository/models/m/load": json(
          { error: "explicit model load / unload is not allowed if polling is enabled" },
          503,
        ),
      },
      {},
      { maxBatch: 8 },
      /^4: \S+ did not load model "m" anew: .*answered 503 and .*not allowed.*; start Triton with --model-control-mode=explicit/,
    ],
    [
      "that the configuration cannot be loaded",
      CONFIGURATION,
      { "POST /v2/repository/models/m/load": json({ error: "load failed for model 'm'" }, 400) },
      {},
      { instances: 9 },
      /^4: .*answered 400 and .*load failed.*; look at the server's log/,
    ],
    [
      "for a model that is not there",
      CONFIGURATION,
      {},
      { model: "x" },
      { maxBatch: 8 },
      /^4: \S+ has no configuration of model "x": .* answered 404 .*; correct --model/,
    ],
    [
      "that a setting did not take",
      CONFIGURATION,
      { "POST /v2/repository/models/m/load": {} },
      {},
      { maxBatch: 8 },
      /^4: model "m" on \S+ was set to a max batch of 8, and has a max batch of 32; choose/,
    ],
    [
      "for a model that takes no batches",
      { ...CONFIGURATION, max_batch_size: 0 },
      {},
      {},
      { maxDelayMs: 1 },
      /^4: model "m" on \S+ takes no batches: its max_batch_size is 0/,
    ],
    [
      "that the model is not ready after it was loaded",
      CONFIGURATION,
      { "GET /v2/models/m/ready": { status: 400 } },
      {},
      { instances: 2 },
      /^4: model "m" on \S+ is not ready: status 400/,
    ],
    [
      "that the configuration is none",
      CONFIGURATION,
      { "GET /v2/models/m/config": json({ name: "m", max_batch_size: "many" }) },
      {},
      {},
      /^4: .*no valid configuration of model "m": max_batch_size: expected a number, found "many"/,
    ],
  ])("%s", async (_, configuration, routes, changes, settings, message) => {
    const { apply } = await start(configuration, routes, changes);
    expect(await refusal(apply(settings))).toMatch(message);
  });

  it("that the server has gone", async () => {
    const { server, triton } = await startTriton();
    const context = contextFor(server);
    const before = await tritonRepository.read(context);
    await server.close();
    expect(await refusal(tritonRepository.apply(context, before, { maxBatch: 8 }))).toMatch(
      /^4: \S+ failed at POST \/v2\/repository\/models\/m\/load: connect ECONNREFUSED/,
    );
    expect(triton.loads).toBe(0);
  });
});
