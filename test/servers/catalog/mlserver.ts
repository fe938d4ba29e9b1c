import { join } from "node:path";
import { oip } from "./oip.ts";
import type { ServerRow } from "./server-row.ts";

const IS_MLSERVER = /^mlserver 1\.\d+\.\d+$/;

export const mlserver: ServerRow = {
  name: "mlserver",
  title: "MLServer",
  tier: "ci",
  package: "mlserver",
  command: ({ scripts }) => ["mlserver", "start", join(scripts, "model")],
  env: ({ port }) => ({
    MLSERVER_HOST: "127.0.0.1",
    MLSERVER_HTTP_PORT: `${port("http")}`,
    MLSERVER_GRPC_PORT: `${port("grpc")}`,
    MLSERVER_METRICS_PORT: `${port("metrics")}`,
    MLSERVER_PARALLEL_WORKERS: "0",
  }),
  ports: ["metrics"],
  ready: { port: "http", path: "/v2/models/digits/ready" },
  speaks: [
    oip("oip-http", "V2 REST, JSON tensors", IS_MLSERVER, /status 404 and ".*Model resnet not found/),
    oip("oip-grpc", "V2 gRPC", IS_MLSERVER, /Model resnet with version {2}not found/),
  ],
};
