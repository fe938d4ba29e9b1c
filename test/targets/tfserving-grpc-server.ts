import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import type { GrpcServer } from "./grpc-server.ts";
import { encodeMessage, TENSORFLOW_SERVING } from "./tensorflow-messages.ts";

type Call = ServerUnaryCall<Record<string, unknown>, unknown>;
type Answer = sendUnaryData<unknown>;

const shape = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size })) });
export const FLOAT = 1;

export const tensorOf = (sizes: readonly number[], changes: object = {}) => ({
  dtype: FLOAT,
  tensor_shape: shape(sizes),
  tensor_content: Buffer.alloc(4 * sizes.reduce((product, size) => product * size, 1)),
  ...changes,
});

/** The answer to GetModelMetadata of a model with these inputs and outputs. */
export const metadataOf = (inputs: object, outputs: object) => ({
  model_spec: { name: "m" },
  metadata: {
    signature_def: {
      type_url: "type.googleapis.com/tensorflow.serving.SignatureDefMap",
      value: encodeMessage("SignatureDefMap", {
        signature_def: {
          serving_default: { inputs, outputs, method_name: "tensorflow/serving/predict" },
        },
      }),
    },
  },
});

/** What a request for a prediction holds, as proto-loader reads it. */
export interface PredictRequest {
  readonly model_spec: { readonly name: string; readonly version?: { readonly value: string } };
  readonly inputs: Readonly<
    Record<string, { readonly tensor_shape: { readonly dim: readonly { size: string }[] } }>
  >;
}

/** A model "m", version 3, of 3 inputs and 2 outputs an item, which answers zeros. */
const METHODS = {
  GetModelStatus: ({ request }: Call, answer: Answer) => {
    const { name, version } = (request as { model_spec: PredictRequest["model_spec"] }).model_spec;
    if (name === "m" && (version === undefined || version.value === "3")) {
      answer(null, { model_version_status: [{ version: 3, state: 30, status: {} }] });
    } else answer({ code: status.NOT_FOUND, details: `Servable not found for request: ${name}` });
  },
  GetModelMetadata: (_: Call, answer: Answer) =>
    answer(
      null,
      metadataOf(
        { x: { dtype: FLOAT, tensor_shape: shape([-1, 3]) } },
        { y: { dtype: FLOAT, tensor_shape: shape([-1, 2]) } },
      ),
    ),
  Predict: ({ request }: Call, answer: Answer) => {
    const items = Number((request as unknown as PredictRequest).inputs.x?.tensor_shape.dim[0]?.size);
    answer(null, { model_spec: { name: "m" }, outputs: { y: tensorOf([items, 2]) } });
  },
};

export type TfMethods = Readonly<
  Partial<Record<keyof typeof METHODS, ((call: Call, answer: Answer) => void) | "absent">>
>;

/** A real gRPC server (grpc-js) for TensorFlow Serving's services on a free port of 127.0.0.1. */
export async function startTfservingGrpc(changes: TfMethods = {}): Promise<GrpcServer> {
  const { tensorflow } = loadPackageDefinition(TENSORFLOW_SERVING) as unknown as {
    tensorflow: { serving: Record<"PredictionService" | "ModelService", ServiceClientConstructor> };
  };
  const { PredictionService, ModelService } = tensorflow.serving;
  const methods = Object.fromEntries(
    Object.entries({ ...METHODS, ...changes }).filter(([, method]) => method !== "absent"),
  ) as typeof METHODS;
  const server = new Server();
  server.addService(PredictionService.service, methods);
  server.addService(ModelService.service, methods);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}
