import { createServer } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ServerSettings } from "../../../src/targets/settings-api.ts";
import { torchserveManagement } from "../../../src/targets/torchserve/torchserve-management.ts";
import { listen } from "../../transport/raw-server.ts";
import { contextFor } from "../fake-server.ts";

const REGISTERED = {
  modelName: "m",
  modelVersion: "1.0",
  modelUrl: "m.mar",
  minWorkers: 1,
  maxWorkers: 4,
  batchSize: 8,
  maxBatchDelay: 5,
  responseTimeout: 60,
};
type Registered = typeof REGISTERED;

interface Quirks {
  /** Started without --enable-model-api. */
  readonly scalesOnly?: true;
  /** Workers do not come up. */
  readonly broken?: true;
  readonly refuses?: RegExp;
}

/** TorchServe's management API as docs/management_api.md says, with one model that can be registered: "m". */
async function startTorchServe({ scalesOnly, broken, refuses }: Quirks = {}) {
  const torchserve = { model: REGISTERED as Registered | null, asked: [] as string[] };
  const answer = (method: string, { pathname, searchParams }: URL): [number, unknown] => {
    const number = (name: string, otherwise: number) => {
      const text = searchParams.get(name) ?? "";
      return /^\d+$/.test(text) ? Number(text) : otherwise; // as NumberUtils.toInt of TorchServe does
    };
    if (method === "POST" && pathname === "/models") {
      if (torchserve.model !== null) return [409, { message: "Model version 1.0 is already registered" }];
      const workers = number("initial_workers", 0);
      torchserve.model = {
        ...REGISTERED,
        minWorkers: workers,
        maxWorkers: workers,
        batchSize: number("batch_size", 1),
        maxBatchDelay: number("max_batch_delay", 100),
        responseTimeout: number("response_timeout", 120),
      };
      return [200, { status: "registered" }];
    }
    const { model } = torchserve;
    if (model === null || !/^\/models\/m(\/1\.0)?$/.test(pathname))
      return [404, { message: "Model not found" }];
    if (method === "DELETE") torchserve.model = null;
    if (method === "PUT")
      torchserve.model = {
        ...model,
        minWorkers: number("min_worker", 1),
        maxWorkers: number("max_worker", 1),
      };
    const ready = broken ? 0 : model.minWorkers;
    const workers = Array.from({ length: model.minWorkers }, (_, i) => ({
      status: i < ready ? "READY" : "UNLOADING",
    }));
    return [200, method === "GET" ? [{ ...model, workers }] : { status: "done" }];
  };
  const server = await listen(
    createServer((request, response) => {
      const { method = "", url = "" } = request;
      const asked = `${method} ${url}`;
      torchserve.asked.push(asked);
      const denied = (scalesOnly && /POST|DELETE/.test(method)) || refuses?.test(asked);
      const [status, body] = denied
        ? [405, { message: "Requested method is not allowed" }]
        : answer(method, new URL(url, "http://m"));
      response.writeHead(status).end(JSON.stringify(body));
    }),
  );
  onTestFinished(() => server.close());
  // Inference has the port before that of management; nobody asks there.
  const port = server.address.port - 1;
  const context = contextFor(server, {
    address: { ...server.address, port },
    host: `127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
  });
  const apply = async (settings: ServerSettings) =>
    torchserveManagement.apply(context, await torchserveManagement.read(context), settings);
  return { torchserve, context, apply };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("nothing was refused"),
    (error) => `${error.exitCode}: ${error.message}; ${error.fix}`,
  );

describe("a model of TorchServe", () => {
  it("is registered anew for another batch, and put back as it was", async () => {
    const { torchserve, context } = await startTorchServe();
    const before = await torchserveManagement.read(context);
    await torchserveManagement.apply(context, before, { maxBatch: 4, maxDelayMs: 20, instances: 2 });
    expect(torchserve.model).toEqual({
      ...REGISTERED,
      batchSize: 4,
      maxBatchDelay: 20,
      minWorkers: 2,
      maxWorkers: 2,
    });
    await torchserveManagement.apply(context, before, {});
    expect(torchserve.model).toEqual(REGISTERED);
  });

  it("stays registered where only its workers change", async () => {
    const { torchserve, apply } = await startTorchServe({ scalesOnly: true });
    await apply({ instances: 3 });
    expect(torchserve.model).toEqual({ ...REGISTERED, minWorkers: 3, maxWorkers: 3 });
    expect(torchserve.asked.filter((asked) => !asked.startsWith("GET"))).toEqual([
      "PUT /models/m/1.0?min_worker=3&max_worker=3&synchronous=true",
    ]);
  });

  it("is registered again when that failed half way", async () => {
    const { torchserve, context } = await startTorchServe({ refuses: /^POST .*batch_size=64/ });
    const before = await torchserveManagement.read(context);
    const refused = await refusal(torchserveManagement.apply(context, before, { maxBatch: 64 }));
    expect(refused).toMatch(
      /^4: TorchServe on \S+ answered POST \/models\?\S+batch_size=64\S+ with status 405 and/,
    );
    expect(torchserve.model).toBeNull();
    await torchserveManagement.apply(context, before, {});
    expect(torchserve.model).toEqual(REGISTERED);
  });
});

describe("it is refused in a sentence", () => {
  it.each<[string, Quirks, ServerSettings, RegExp]>([
    [
      "without the model API",
      { scalesOnly: true },
      { maxBatch: 4 },
      /^4: TorchServe on \S+ answered DELETE \/models\/m\/1.0 with status 405 .*--enable-model-api/,
    ],
    [
      "that a delay is no whole number of ms",
      {},
      { maxDelayMs: 0.5 },
      /^4: model "m" on \S+ was set to a max delay of 0.5ms, and has a max delay of 100ms/,
    ],
    [
      "that workers did not come up",
      { broken: true },
      { instances: 2 },
      /^4: model "m" on \S+ was set to 2 instances, and has 0 instances/,
    ],
  ])("%s", async (_, quirks, settings, message) => {
    const { apply } = await startTorchServe(quirks);
    expect(await refusal(apply(settings))).toMatch(message);
  });

  it("for a model that is not there, a model that is not named, and management elsewhere", async () => {
    const { context } = await startTorchServe();
    const read = (changes: object) => refusal(torchserveManagement.read({ ...context, ...changes }));
    expect(await read({ model: "x" })).toMatch(
      /^4: .* has no description of models\/x: GET \/models\/x answered 404 .*; correct --model/,
    );
    expect(await read({ model: null })).toMatch(/^2: TorchServe is not asked for its models/);
    const { port } = new URL(context.origin);
    const address = { ...context.address, port: Number(port) - 1 };
    expect(await read({ address })).toMatch(
      /^4: \S+ failed at GET \/models\/m: .*ECONNREFUSED.*; let TorchServe take/,
    );
  });
});
