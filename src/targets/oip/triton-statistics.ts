import { encodeModelRequest, OIP_GRPC_SERVICE } from "../../wire/oip/oip-grpc.ts";
import {
  decodeModelStatistics,
  type ModelStatistics,
  parseModelStatistics,
} from "../../wire/oip/statistics.ts";
import { get, readJson } from "../ask/probe.ts";
import { callGrpcWhereThere } from "../grpc/grpc.ts";
import type { ServerContext } from "../server-context.ts";

const CURE = "look at the server's log";

/** `Target.statistics` over HTTP: Triton and `plimsoll serve` have them. PyTriton answers 403 unless told otherwise. */
export async function statisticsByHttp(
  context: ServerContext,
  model: string,
): Promise<ModelStatistics | null> {
  const path = `/v2/models/${encodeURIComponent(model)}/stats`;
  const response = await get(context, path);
  if (response.status === 404) return null;
  const cures = { missing: CURE, invalid: CURE };
  return readJson(context, path, response, parseModelStatistics, `statistics of model "${model}"`, cures);
}

/** The same over gRPC: Triton has them. */
export function statisticsByGrpc(context: ServerContext, model: string): Promise<ModelStatistics | null> {
  const method = `${OIP_GRPC_SERVICE}/ModelStatistics`;
  // ModelStatisticsRequest is laid out as ModelMetadataRequest is.
  return callGrpcWhereThere(context, method, encodeModelRequest({ name: model }), decodeModelStatistics);
}
