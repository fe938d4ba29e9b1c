import { refuseLongJson } from "../../payloads/json-size.ts";
import { parseServerMetadata } from "../../wire/oip/oip.ts";
import { behindBase } from "../ask/base-path.ts";
import { peekJson, probe } from "../ask/probe.ts";
import type { Target } from "../target.ts";
import { classifyInference, expectInference, inferenceValues, inferRequests } from "./inference.ts";
import { findModel, inputsOf } from "./oip-model.ts";
import { tritonRepository } from "./triton-repository.ts";
import { statisticsByHttp } from "./triton-statistics.ts";

const BINARY = "binary_tensor_data";

/** The target for the Open Inference Protocol v2 over HTTP: Triton, KServe, MLServer, OpenVINO, `plimsoll serve`. */
export const oipHttp: Target = {
  kind: "oip-http",
  title: "Open Inference Protocol v2 over HTTP (Triton, KServe, MLServer, plimsoll serve)",
  takes: ["model", "batch", "inputs", "verify"],

  async recognise(context) {
    const path = behindBase(context, "/v2");
    const server = await peekJson(context, path, parseServerMetadata);
    return server && `GET ${path} says ${[server.name, server.version].filter(Boolean).join(" ")}`;
  },

  async prepare(context) {
    const { server, extensions, model, path, metadata, firstDimension } = await findModel(context);
    const payloads = context.payloadsFor(model, inputsOf(context, model, metadata));
    const binary = extensions.includes(BINARY);
    if (!binary) refuseLongJson(model, payloads);
    const requests = inferRequests(context, behindBase(context, `${path}/infer`), payloads, binary);
    const first = requests[0];
    if (first === undefined) throw new Error("a payload pool is never empty");
    const response = await probe(context, first, `inference with model "${model}"`);
    const expected = expectInference(response, metadata, payloads, model, firstDimension);
    return {
      server,
      model,
      payload: `${payloads.description}, as ${binary ? "binary tensors" : "JSON"}`,
      version: context.version,
      requests,
      judgedAsText: !expected.binary || expected.bodyBytes >= 0,
      expected,
    };
  },

  classify: classifyInference,
  statistics: statisticsByHttp,
  settings: tritonRepository,
  valuesOf: inferenceValues,
};
