import { encodeModelRequest, OIP_GRPC_SERVICE } from "../../wire/oip/oip-grpc.ts";
import {
  decodeModelStatistics,
  type ModelStatistics,
  parseModelStatistics,
} from "../../wire/oip/statistics.ts";
import { behindBase } from "../ask/base-path.ts";
import { get, readJson } from "../ask/probe.ts";
import { callGrpcWhereThere } from "../grpc/grpc.ts";
import type { ServerContext } from "../server-context.ts";
import { pathOf } from "./oip-model.ts";

const CURE = "look at the server's log";

/**
 * Reads the statistics of a model over HTTP, which Triton and `plimsoll serve` offer; null from a server without
 * them. PyTriton answers 403 by default.
 *
 * @throws target error for any other answer
 */
export async function statisticsByHttp(
  context: ServerContext,
  model: string,
): Promise<ModelStatistics | null> {
  const path = behindBase(context, `${pathOf(model)}/stats`);
  const response = await get(context, path);
  if (response.status === 404) return null;
  const cures = { missing: CURE, invalid: CURE };
  return readJson(context, path, response, parseModelStatistics, `statistics of model "${model}"`, cures);
}

/**
 * Reads the statistics of a model over gRPC, which Triton offers; null from a server without them.
 *
 * @throws target error for a call that fails
 */
export function statisticsByGrpc(context: ServerContext, model: string): Promise<ModelStatistics | null> {
  const method = `${OIP_GRPC_SERVICE}/ModelStatistics`;
  // ModelStatisticsRequest has the same fields as ModelMetadataRequest.
  return callGrpcWhereThere(context, method, encodeModelRequest({ name: model }), decodeModelStatistics);
}
