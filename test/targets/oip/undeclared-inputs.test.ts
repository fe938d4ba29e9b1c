import { describe, expect, it, onTestFinished } from "vitest";
import { PlimsollError } from "../../../src/core/errors.ts";
import { parseInputs } from "../../../src/payloads/input-spec.ts";
import { exchange } from "../../../src/targets/ask/session.ts";
import { oipGrpc } from "../../../src/targets/oip/oip-grpc.ts";
import { oipHttp } from "../../../src/targets/oip/oip-http.ts";
import type { TargetContext } from "../../../src/targets/server-context.ts";
import type { Target } from "../../../src/targets/target.ts";
import type { HttpRequest } from "../../../src/wire/http/http-request.ts";
import type { TestServer } from "../../transport/raw-server.ts";
import { contextFor, GOOD_ROUTES, json, MODEL, type Routes, serveRoutes } from "../fake-server.ts";
import { startGrpcServer } from "../grpc-server.ts";

// MLServer and KServe serve models of which they know no inputs.

const METADATA = "GET /v2/models/m";
const INPUTS = { inputs: parseInputs("x:FP32[-1,3]") };

async function overHttp(routes: Routes, changes: Partial<TargetContext>) {
  const server = await serveRoutes({ ...GOOD_ROUTES, ...routes });
  onTestFinished(() => server.close());
  return prepared(oipHttp, contextFor(server, changes));
}

async function overGrpc(methods: Parameters<typeof startGrpcServer>[0], changes: Partial<TargetContext>) {
  const { port, close } = await startGrpcServer(methods);
  onTestFinished(close);
  const address = { hostname: "127.0.0.1", port };
  return prepared(oipGrpc, contextFor({ address, host: `127.0.0.1:${port}` } as TestServer, changes));
}

/** What became of the first request, sent once more; or the refusal, with its exit code. */
async function prepared(target: Target, context: TargetContext): Promise<string> {
  try {
    const { requests, expected, version } = await target.prepare(context);
    const response = await exchange(context.address, requests[0] as HttpRequest, version, 5000);
    return target.classify(response, structuredClone(expected)).outcome;
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return `${error.exitCode}: ${error.message} to do: ${error.fix}`;
  }
}

const NOTHING: Routes = { [METADATA]: json({ ...MODEL, inputs: [], outputs: [] }) };
const CURE = /^4: .* does not say what model "m" takes: it declares no inputs to do: .*--inputs 'x:FP32/;
const IDLE =
  /^2: --inputs would do nothing: .* says what model "m" takes, x:FP32\[-1,3\] to do: leave it out/;

describe("over HTTP", () => {
  it("are said with --inputs", async () => {
    expect(await overHttp(NOTHING, INPUTS)).toBe("ok");
    expect(await overHttp({ [METADATA]: json({ ...MODEL, inputs: null, outputs: null }) }, INPUTS)).toBe(
      "ok",
    );
  });

  it("are said with --inputs where the server has no metadata at all", async () => {
    expect(await overHttp({ [METADATA]: { status: 404 } }, INPUTS)).toBe("ok");
  });

  it("are refused without it, with the cure", async () => {
    expect(await overHttp(NOTHING, {})).toMatch(CURE);
  });

  it("make --inputs idle where there are none: the server says them", async () => {
    expect(await overHttp({}, INPUTS)).toMatch(IDLE);
  });
});

describe("over gRPC", () => {
  const nothing = {
    ModelMetadata: (_: unknown, answer: (error: null, value: unknown) => void) => answer(null, { name: "m" }),
  };

  it("are said with --inputs", async () => {
    expect(await overGrpc(nothing, INPUTS)).toBe("ok");
  });

  it("are said with --inputs where the server has no metadata at all", async () => {
    const absent = {
      ModelMetadata: (_: unknown, answer: (error: { code: number; details: string }) => void) =>
        answer({ code: 12, details: "no such method" }),
    };
    expect(await overGrpc(absent, INPUTS)).toBe("ok");
  });

  it("are refused without it, with the cure", async () => {
    expect(await overGrpc(nothing, {})).toMatch(CURE);
  });

  it("make --inputs idle where there are none: the server says them", async () => {
    expect(await overGrpc({}, INPUTS)).toMatch(IDLE);
  });
});

it.each(["FP16", "BF16"])("%s is sent and read as numbers where the server takes JSON", async (datatype) => {
  const answer = { name: "y", datatype, shape: [2, 2], data: [0.5, null, 2, -1] };
  const routes = {
    [METADATA]: json({
      ...MODEL,
      inputs: [{ name: "x", datatype, shape: [-1, 3] }],
      outputs: [{ name: "y", datatype, shape: [-1, 2] }],
    }),
    "POST /v2/models/m/infer": ({ body }: { body: Buffer }) => {
      const [{ data }] = JSON.parse(body.toString()).inputs as [{ data: unknown[] }];
      const isNumbers = data.length === 6 && data.every((value) => typeof value === "number");
      return isNumbers ? json({ model_name: "m", outputs: [answer] }) : json({ error: "no numbers" }, 400);
    },
  };
  expect(await overHttp(routes, {})).toBe("ok");
});

it.each([
  ["NaN and infinities without quotes", "[NaN, 1, -Infinity, Infinity]"],
  ["null, as orjson writes NaN", "[null, 1, 2, 3]"],
  ["their names, as protobuf writes them", '["NaN", 1, "-Infinity", 3]'],
])("FP32 outputs in JSON may be %s", async (_, data) => {
  const body = `{"model_name":"m","outputs":[{"name":"y","datatype":"FP32","shape":[2,2],"data":${data}}]}`;
  expect(await overHttp({ "POST /v2/models/m/infer": { body } }, {})).toBe("ok");
});

it.each([
  ["negative", -2],
  ["no whole number", 1.5],
  ["beyond 2^53", 2 ** 60],
  ["a text of no number", "three"],
  ["huge", 300_000_000],
])("a dimension that is %s is refused with the model and the input", async (_, size) => {
  const inputs = [{ name: "x", datatype: "FP32", shape: [-1, size] }];
  expect(await overHttp({ [METADATA]: json({ ...MODEL, inputs }) }, {})).toMatch(/^4: .*model "m".*"x"/);
});

it("data nested as deep as a shape of thousands of ones is wrong, and ends nothing", async () => {
  const deep = JSON.stringify({
    model_name: "m",
    outputs: [{ name: "y", datatype: "FP32", shape: Array(20_000).fill(1), data: 0 }],
  }).replace('"data":0', `"data":${"[".repeat(20_000)}1${"]".repeat(20_000)}`);
  let asked = 0;
  const good = GOOD_ROUTES["POST /v2/models/m/infer"] as object;
  expect(
    await overHttp({ "POST /v2/models/m/infer": () => (asked++ === 0 ? good : { body: deep }) }, {}),
  ).toBe("wrong");
});
