import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Address } from "../../src/core/address.ts";
import { generatedPayloads } from "../../src/payloads/generated.ts";
import { prompts } from "../../src/payloads/prompts.ts";
import type { TargetContext } from "../../src/targets/server-context.ts";
import { encodeInferResponse } from "../../src/wire/oip/oip.ts";
import type { Tensor } from "../../src/wire/tensor/tensor.ts";
import { listen, type TestServer } from "../transport/raw-server.ts";

/** What a request to the test server held. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** By method and path, `"GET /v2"`; a path without an answer gets 404, `"hang"` gets none ever. */
export type Routes = Readonly<Record<string, Answer | "hang" | ((request: Received) => Answer)>>;

export async function serveRoutes(routes: Routes): Promise<TestServer & { readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const message = { method, path: url, headers, body: Buffer.concat(parts) };
      received.push(message);
      const route = routes[`${method} ${url}`] ?? { status: 404, body: `no ${url} here` };
      if (route === "hang") return;
      const answer = typeof route === "function" ? route(message) : route;
      response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
  });
  return { ...(await listen(server)), received };
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});

export const SERVER = { name: "fake", version: "1.2", extensions: [] as string[] };
export const MODEL = {
  name: "m",
  versions: ["1"],
  platform: "test",
  inputs: [{ name: "x", datatype: "FP32", shape: [-1, 3] }],
  outputs: [{ name: "y", datatype: "FP32", shape: [-1, 2] }],
};

export const output = (changes: Partial<Tensor> = {}): Tensor => ({
  name: "y",
  datatype: "FP32",
  shape: [2, 2],
  data: new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer),
  ...changes,
});

/** An inference answer of the model, binary or JSON. */
export function inferAnswer(outputs: readonly Tensor[], binary = false): Answer {
  const response = { modelName: "m", modelVersion: "1", id: undefined, outputs };
  const { headers, body } = encodeInferResponse(response, () => binary);
  return { headers, body };
}

/** A server that keeps the protocol; tests replace single routes. */
export const GOOD_ROUTES: Routes = {
  "GET /v2": json(SERVER),
  "GET /v2/models/m/ready": {},
  "GET /v2/models/m": json(MODEL),
  "POST /v2/models/m/infer": inferAnswer([output()]),
};

export function contextFor(
  server: { readonly address: Address; readonly host: string },
  changes: Partial<TargetContext> = {},
): TargetContext {
  return {
    address: server.address,
    version: "1.1",
    path: "/",
    host: server.host,
    origin: `http://${server.host}`,
    headers: {},
    timeoutMs: 10_000,
    model: "m",
    bodies: [],
    inputs: null,
    check: null,
    proto: null,
    method: null,
    payloadsFor: (_, inputs) =>
      generatedPayloads({
        model: "m",
        inputs,
        items: 2,
        count: 3,
        seed: 1,
        lengths: { kind: "fixed", length: 4 },
        hints: {},
      }),
    prompts: () => prompts({ items: 1, count: 3, seed: 1, lengths: { kind: "fixed", length: 4 } }),
    stream: true,
    maxTokens: null,
    ...changes,
  };
}
