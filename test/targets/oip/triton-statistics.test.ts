import { status } from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { oipGrpc } from "../../../src/targets/oip/oip-grpc.ts";
import { oipHttp } from "../../../src/targets/oip/oip-http.ts";
import { contextFor, json, type Routes, serveRoutes } from "../fake-server.ts";
import { type Method, startGrpcServer } from "../grpc-server.ts";

const duration = (count: number) => ({ count, ns: count * 1000 });
const STATISTICS = {
  model_stats: [
    {
      name: "m",
      version: "1",
      inference_count: 40,
      execution_count: 10,
      inference_stats: {
        success: duration(20),
        fail: duration(1),
        queue: duration(20),
        compute_input: duration(21),
        compute_infer: duration(22),
        compute_output: duration(23),
      },
    },
  ],
};
const READ = {
  inferenceCount: 40,
  executionCount: 10,
  success: duration(20),
  fail: duration(1),
  queue: duration(20),
  computeInput: duration(21),
  computeInfer: duration(22),
  computeOutput: duration(23),
};

async function overHttp(routes: Routes, model = "m") {
  const server = await serveRoutes(routes);
  onTestFinished(() => server.close());
  return oipHttp.statistics?.(contextFor(server), model);
}

async function overGrpc(ModelStatistics: Method, model = "m") {
  const server = await startGrpcServer({ ModelStatistics });
  onTestFinished(() => server.close());
  const host = `127.0.0.1:${server.port}`;
  const address = { hostname: "127.0.0.1", port: server.port };
  return oipGrpc.statistics?.(contextFor({ address, host }), model);
}

it("are read over HTTP and over gRPC", async () => {
  expect(await overHttp({ "GET /v2/models/m/stats": json(STATISTICS) })).toEqual(READ);
  expect(await overHttp({ "GET /v2/models/a%2Fb/stats": json(STATISTICS) }, "a/b")).toEqual(READ);
  const named: Method = ({ request }, answer) => {
    if (request.name === "a/b") answer(null, STATISTICS);
    else answer({ code: status.NOT_FOUND });
  };
  expect(await overGrpc(named, "a/b")).toEqual(READ);
});

it("are null where the server has none", async () => {
  expect(await overHttp({})).toBeNull();
  expect(await overGrpc((_, answer) => answer({ code: status.UNIMPLEMENTED }))).toBeNull();
});

it("are refused in a sentence by a server that restricts them, as PyTriton does", async () => {
  const restricted = json({ error: "This API is restricted" }, 403);
  await expect(overHttp({ "GET /v2/models/m/stats": restricted })).rejects.toThrow(
    /has no statistics of model "m": GET \/v2\/models\/m\/stats answered 403 and .*restricted/,
  );
  const refused: Method = (_, answer) => answer({ code: status.PERMISSION_DENIED, details: "restricted" });
  await expect(overGrpc(refused)).rejects.toThrow(
    /ModelStatistics with status 7 PERMISSION_DENIED: restricted/,
  );
});

it("that are something else are said to be so", async () => {
  await expect(overHttp({ "GET /v2/models/m/stats": json({ model_stats: 3 }) })).rejects.toThrow(
    /no valid statistics of model "m": model_stats: expected an array, found 3/,
  );
  await expect(overGrpc((_, answer) => answer(null, {}))).rejects.toThrow(/found none/);
});
