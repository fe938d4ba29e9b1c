import { parseInputs } from "../../../src/payloads/input-spec.ts";
import {
  type Answer,
  GOOD_ROUTES,
  inferAnswer,
  json,
  output,
  type Routes,
  SERVER,
} from "../../targets/fake-server.ts";
import { startGrpcServer } from "../../targets/grpc-server.ts";
import { startTfservingGrpc } from "../../targets/tfserving-grpc-server.ts";
import { startTfserving } from "../../targets/tfserving-server.ts";
import { type GoodServer, overGrpc, overHttp, REFUSAL } from "./good-server.ts";

// Servers whose models take and give tensors.

const LOST = { name: "lost", given: { model: "lost" } };
/** As Triton, TensorFlow Serving and KServe write an error down. */
const ERROR: Answer = json({ error: REFUSAL });

const INFER = "POST /v2/models/m/infer";
const LISTED: Routes = {
  ...GOOD_ROUTES,
  "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
};

const oipHttp = (way: string, changes: Routes): GoodServer =>
  overHttp({ way, given: {}, routes: { ...LISTED, ...changes }, load: INFER, refusal: ERROR, lost: LOST });

export const OIP_HTTP = [
  oipHttp("JSON", {}),
  oipHttp("binary tensors", {
    "GET /v2": json({ ...SERVER, extensions: ["binary_tensor_data"] }),
    [INFER]: inferAnswer([output()], true),
  }),
] as const;

export const OIP_GRPC = [
  overGrpc({
    way: "raw contents",
    given: {},
    calls: ["ServerMetadata", "RepositoryIndex", "ModelReady", "ModelMetadata", "ModelInfer"],
    load: "ModelInfer",
    lost: LOST,
    serve: (changes) =>
      startGrpcServer({
        RepositoryIndex: (_, answer) => answer(null, { models: [{ name: "m" }] }),
        ...changes,
      }),
  }),
] as const;

/** The fixture has its own answers; these are the routes by which they are replaced. */
const SUMS = "/v1/models/sums";

export const TFSERVING_REST = [
  overHttp({
    way: "rows",
    given: { model: "sums" },
    routes: { [`GET ${SUMS}`]: {}, [`GET ${SUMS}/metadata`]: {}, [`POST ${SUMS}:predict`]: {} },
    serve: startTfserving,
    load: `POST ${SUMS}:predict`,
    refusal: ERROR,
    lost: LOST,
  }),
] as const;

export const TFSERVING_GRPC = [
  overGrpc({
    way: "raw contents",
    given: { model: "m" },
    calls: ["GetModelStatus", "GetModelMetadata", "Predict"],
    load: "Predict",
    lost: LOST,
    serve: startTfservingGrpc,
  }),
] as const;

export const KSERVE_V1 = [
  overHttp({
    way: "instances",
    given: { inputs: parseInputs("x:FP32[-1,3]") },
    routes: {
      "GET /v1/models": json({ models: ["m"] }),
      "GET /v1/models/m": json({ name: "m", ready: true }),
      "POST /v1/models/m:predict": json({
        predictions: [
          [0.5, -2],
          [1.25, 7],
        ],
      }),
    },
    load: "POST /v1/models/m:predict",
    refusal: ERROR,
    lost: LOST,
  }),
] as const;
