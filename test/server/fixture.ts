import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import type { ServerOptionsInput } from "../../src/server/options.ts";
import { type RunningServer, startServer } from "../../src/server/server.ts";
import { decodeInferResponse, encodeInferRequest, type InferResponse } from "../../src/wire/oip/oip.ts";
import type { Tensor } from "../../src/wire/tensor/tensor.ts";
import { type IdentityDatatype, identityModel } from "../onnx/identity-model.ts";
import { slowModel } from "../onnx/slow-model.ts";

export const DIGITS = fileURLToPath(new URL("../../models/digits/fp32.onnx", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "plimsoll-server-"));
const running: RunningServer[] = [];

afterAll(async () => {
  await Promise.all(running.map((server) => server.close()));
  rmSync(folder, { recursive: true });
});

/** Writes a model whose output is its input, and returns its path. */
export function identityFile(datatype: IdentityDatatype, shape: readonly number[], input = "x"): string {
  const path = join(folder, `${datatype}-${shape.join("x")}-${encodeURIComponent(input)}.onnx`);
  writeFileSync(path, identityModel(datatype, shape, input));
  return path;
}

/** Writes a model that computes for a second or more, and returns its path. */
export function slowFile(): string {
  const path = join(folder, "slow.onnx");
  writeFileSync(path, slowModel(30));
  return path;
}

/** A server on a free port, closed after the file's tests. */
export async function serve(options: Partial<ServerOptionsInput> = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, models: [{ name: "digits", path: DIGITS }], ...options });
  running.push(server);
  return server;
}

export function get(server: RunningServer, path: string): Promise<Response> {
  return fetch(server.url + path);
}

/** `count` of the labelled test images as a batch, from the `first` one on. */
export function images(count: number, first = 0): Tensor {
  const bytes = readFileSync(new URL("../../models/digits/test-images.u8", import.meta.url));
  const pixels = Float32Array.from(bytes.subarray(first * 64, (first + count) * 64));
  return { name: "image", datatype: "FP32", shape: [count, 64], data: new Uint8Array(pixels.buffer) };
}

export function postInfer(
  server: RunningServer,
  inputs: readonly Tensor[],
  binary = true,
  model = "digits",
): Promise<Response> {
  const { headers, body } = encodeInferRequest({ inputs, binary });
  return fetch(`${server.url}/v2/models/${model}/infer`, {
    method: "POST",
    headers,
    body: Buffer.from(body),
  });
}

export function postJson(server: RunningServer, path: string, body: unknown): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export async function readInfer(response: Response): Promise<InferResponse> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const length = response.headers.get("inference-header-content-length");
  const body = new Uint8Array(await response.arrayBuffer());
  return decodeInferResponse(length === null ? undefined : Number(length), body);
}

export function floats(tensor: Tensor | undefined): number[] {
  return tensor === undefined ? [] : [...new Float32Array(tensor.data.slice().buffer)];
}

export async function errorOf(response: Response): Promise<{ status: number; error: string }> {
  const { error } = (await response.json()) as { error: string };
  return { status: response.status, error };
}

export interface StatisticsDocument {
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<string, { readonly count: number; readonly ns: number }>>;
  readonly batch_stats: readonly {
    readonly batch_size: number;
    readonly compute_infer: { readonly count: number };
  }[];
}

export async function statistics(server: RunningServer, model = "digits"): Promise<StatisticsDocument> {
  const { model_stats: models } = (await (await get(server, `/v2/models/${model}/stats`)).json()) as {
    model_stats: [StatisticsDocument];
  };
  return models[0];
}
