import { dirname, join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

type Call = ServerUnaryCall<Record<string, unknown>, unknown>;
type Answer = sendUnaryData<unknown>;
export type Method = (call: Call, answer: Answer) => void;

export const INPUT = { name: "x", datatype: "FP32", shape: [-1, 3] };
export const OUTPUT = { name: "y", datatype: "FP32", shape: [-1, 2] };

const unimplemented = (_: Call, answer: Answer) =>
  answer({ code: status.UNIMPLEMENTED, details: "no such method" });

/** A model of 3 inputs and 2 outputs an item, which answers zeros; its methods can be replaced. */
const METHODS = {
  ServerMetadata: (_: Call, answer: Answer) =>
    answer(null, { name: "grpc-fake", version: "3", extensions: [] }),
  ModelReady: (_: Call, answer: Answer) => answer(null, { ready: true }),
  ModelMetadata: ({ request }: Call, answer: Answer) =>
    request.name === "m"
      ? answer(null, { name: "m", versions: ["1"], platform: "test", inputs: [INPUT], outputs: [OUTPUT] })
      : answer({ code: status.NOT_FOUND, details: `no model "${request.name}"` }),
  ModelInfer: ({ request }: Call, answer: Answer) => {
    const [input] = request.inputs as [{ shape: string[] }];
    const items = Number(input.shape[0]);
    answer(null, {
      model_name: "m",
      outputs: [{ ...OUTPUT, shape: [items, 2] }],
      raw_output_contents: [Buffer.alloc(items * 2 * 4)],
    });
  },
  ModelStatistics: unimplemented,
  RepositoryIndex: unimplemented,
};

export interface GrpcServer {
  readonly port: number;
  close(): void;
}

/**
 * A real gRPC server (grpc-js) for the Open Inference Protocol on a free port of 127.0.0.1, with MLServer's list of models
 * where that is given.
 */
export function startGrpcServer(
  methods: Partial<Record<keyof typeof METHODS, Method>> = {},
  mlserverIndex?: Method,
): Promise<GrpcServer> {
  const server = new Server();
  const file = (name: string) => join(import.meta.dirname, name);
  addService(server, file("open_inference.proto"), "inference.GRPCInferenceService", {
    ...METHODS,
    ...methods,
  });
  if (mlserverIndex !== undefined) {
    const service = "inference.model_repository.ModelRepositoryService";
    addService(server, file("mlserver_repository.proto"), service, { RepositoryIndex: mlserverIndex });
  }
  return listen(server);
}

/** The same for a service of any .proto file. */
export function serveProto(
  file: string,
  service: string,
  methods: Readonly<Record<string, Method>>,
): Promise<GrpcServer> {
  const server = new Server();
  addService(server, file, service, methods);
  return listen(server);
}

function addService(
  server: Server,
  file: string,
  service: string,
  methods: Readonly<Record<string, Method>>,
): void {
  const definition = loadSync(file, { keepCase: true, longs: String, includeDirs: [dirname(file)] });
  server.addService(definition[service] as ServiceDefinition, methods);
}

async function listen(server: Server): Promise<GrpcServer> {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { port, close: () => server.forceShutdown() };
}
