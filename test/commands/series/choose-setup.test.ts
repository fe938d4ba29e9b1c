import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { chooseSetup } from "../../../src/commands/series/choose-setup.ts";
import type { Host } from "../../../src/core/host.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { tempFolder } from "../../e2e/plimsoll.ts";
import { json, type Routes } from "../../targets/fake-server.ts";
import { CONFIGURATION, startTriton } from "../../targets/fake-triton.ts";
import { startGrpcServer } from "../../targets/grpc-server.ts";

const URL = "http://127.0.0.1:9";

function setupOf(options: Parameters<typeof chooseSetup>[0], changes: Partial<Host> = {}) {
  const cwd = tempFolder();
  const hookLog = join(cwd, "hook.log");
  return { cwd, setup: chooseSetup(options, hookLog, { ...createHost(), cwd, ...changes }) };
}

const refusal = (work: () => Promise<unknown>) =>
  (async () => work())().then(
    () => expect.fail("nothing was refused"),
    (error) => `${error.exitCode}: ${error.message}; ${error.fix}`,
  );

describe("the embedded server", () => {
  it("is set up by each run", async () => {
    const { setup } = setupOf({});
    const options = { maxBatch: 8, precision: "int8" as const, rate: 5 };
    expect(await setup.setUp({ maxBatch: "8", precision: "int8" }, options)).toBe(options);
    await setup.restore();
  });

  it("has no use for a command", async () => {
    expect(await refusal(async () => setupOf({ hook: "true" }))).toMatch(
      /^2: --hook would do nothing with the embedded server/,
    );
  });
});

describe("the user's command", () => {
  const options = { url: [URL], maxBatch: 8, precision: "int8" as const, concurrency: "4" };

  it("gets every value of the point, and `run` what is left", async () => {
    const { cwd, setup } = setupOf({
      url: [URL],
      hook: 'echo "$PLIMSOLL_MAX_BATCH $PLIMSOLL_PRECISION $PLIMSOLL_CONCURRENCY" >>ran',
    });
    const point = { maxBatch: "8", precision: "int8", concurrency: "4" };
    expect(await setup.setUp(point, options)).toEqual({ url: [URL], concurrency: "4" });
    expect(readFileSync(join(cwd, "ran"), "utf8")).toBe("8 int8 4\n");
  });

  it("is run again where a value has changed that a server depends on, and after it failed", async () => {
    const hook = 'echo "$PLIMSOLL_MAX_BATCH" >>ran; test "$PLIMSOLL_MAX_BATCH" != 3';
    const { cwd, setup } = setupOf({ url: [URL], hook });
    const at = (maxBatch: string, concurrency: string) => setup.setUp({ maxBatch, concurrency }, options);
    await at("1", "1");
    await at("1", "16");
    await at("2", "16");
    for (const _ of [1, 2]) expect(await refusal(() => at("3", "1"))).toContain("exit code 1");
    await at("2", "1");
    await setup.restore();
    expect(readFileSync(join(cwd, "ran"), "utf8")).toBe("1\n2\n3\n3\n2\n");
  });

  it("that fails is named with its exit code and its last words", async () => {
    const { cwd, setup } = setupOf({ url: [URL], hook: "echo no such image >&2; exit 125" });
    expect(await refusal(() => setup.setUp({ maxBatch: "8" }, options))).toBe(
      `4: --hook ended with exit code 125 at maxBatch=8, and wrote at last: no such image; correct the command, or what it sets up; all that it wrote is in ${join(cwd, "hook.log")}`,
    );
  });

  it("ends with Ctrl-C", async () => {
    const interrupt = new AbortController();
    const { cwd, setup } = setupOf(
      { url: [URL], hook: "touch started; sleep 100" },
      { interrupted: interrupt.signal },
    );
    const refused = refusal(() => setup.setUp({ maxBatch: "8" }, options));
    while (!existsSync(join(cwd, "started"))) await new Promise((resolve) => setTimeout(resolve, 10));
    interrupt.abort();
    expect(await refused).toMatch(/^130: interrupted while --hook was running/);
  });
});

describe("the server's own API", () => {
  async function start(routes?: Routes, changes?: Partial<Host>, apiKeyEnv?: string) {
    const { server, triton } = await startTriton(CONFIGURATION, routes);
    onTestFinished(() => server.close());
    const url = [`http://${server.host}`];
    const known = { url, ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }) };
    return { triton, known, ...setupOf(known, changes) };
  }

  it("changes the model where it must, is found by the URL alone, and puts all back", async () => {
    const { triton, known, setup } = await start();
    const at = (maxBatch: number, maxDelay: string, rate: number) =>
      setup.setUp({}, { ...known, maxBatch, maxDelay, rate });
    expect(await at(8, "500us", 10)).toEqual({ ...known, rate: 10 });
    await at(8, "500us", 20);
    expect(triton).toMatchObject({ loads: 1, configuration: { max_batch_size: 8 } });
    expect(triton.configuration.dynamic_batching.max_queue_delay_microseconds).toBe(500);
    await at(64, "500us", 20);
    expect(triton).toMatchObject({ loads: 2, configuration: { max_batch_size: 64 } });
    await setup.restore();
    await setup.restore();
    expect(triton).toEqual({ loads: 3, configuration: CONFIGURATION });
  });

  it("is left alone where nothing is to be set up", async () => {
    const { setup } = setupOf({ url: [URL] });
    expect(await setup.setUp({ rate: "5" }, { url: [URL], rate: 5 })).toEqual({ url: [URL], rate: 5 });
    await setup.restore();
  });

  it("puts back what a change that failed half way may have left", async () => {
    const { triton, known, setup } = await start({ "GET /v2/models/m/ready": { status: 400 } });
    expect(await refusal(() => setup.setUp({}, { ...known, instances: 2 }))).toMatch(/^4: .* is not ready/);
    expect(triton.configuration.instance_group[0]?.count).toBe(2);
    expect(await refusal(() => setup.restore())).toMatch(/^4: .* is not ready/);
    expect(triton.configuration).toEqual(CONFIGURATION);
  });

  it("is not asked again by a server that refused it, when all is as it was", async () => {
    const never = json({ error: "explicit model load / unload is not allowed if polling is enabled" }, 503);
    const { known, setup } = await start({ "POST /v2/repository/models/m/load": never });
    expect(await refusal(() => setup.setUp({}, { ...known, maxBatch: 8 }))).toMatch(/^4: .*--model-control/);
    await setup.restore();
  });

  it("does not tell a key that the server repeats", async () => {
    const echo = json({ error: "the key s3cret may not load" }, 403);
    const env = { KEY: "s3cret" };
    const { known, setup } = await start({ "POST /v2/repository/models/m/load": echo }, { env }, "KEY");
    expect(await refusal(() => setup.setUp({}, { ...known, maxBatch: 8 }))).toMatch(
      /^4: .*the key … may not/,
    );
  });

  it("is missed in a sentence that says what can be done", async () => {
    const { known, setup } = await start({ "GET /v2": json({ name: "mlserver", extensions: [] }) });
    expect(await refusal(() => setup.setUp({}, { ...known, maxBatch: 8, instances: 2 }))).toMatch(
      /^2: --max-batch and --instances cannot be changed at http:\S+: no API for it is known of this server; .*--hook/,
    );
    expect(await refusal(() => setup.setUp({}, { ...known, precision: "int8" }))).toMatch(
      /^2: no server changes the --precision of a model that it has loaded; .*--hook.*--model/,
    );
    const grpc = await startGrpcServer();
    onTestFinished(() => grpc.close());
    const url = [`grpc://127.0.0.1:${grpc.port}`];
    expect(await refusal(() => setupOf({ url }).setup.setUp({}, { url, maxBatch: 8 }))).toMatch(
      /^2: --max-batch cannot be changed at grpc:\S+: no API for it is known over oip-grpc; .*oip-http/,
    );
  });
});
