import { join } from "node:path";
import { DIGIT } from "./digit.ts";
import { oip } from "./oip.ts";
import type { ServerRow } from "./server-row.ts";

const IS_KSERVE = /^kserve 0\.\d+\.\d+$/;
const UNKNOWN = /Model with name resnet does not exist/;

/** KServe's Python model server, the one inside a KServe predictor. */
export const kserve: ServerRow = {
  name: "kserve",
  title: "KServe Python server",
  tier: "ci",
  package: "kserve",
  command: ({ scripts, port }) => [
    ...["python", join(scripts, "server.py")],
    ...["--http_port", `${port("http")}`, "--grpc_port", `${port("grpc")}`],
  ],
  ready: { port: "http", path: "/v2/models/digits/ready" },
  speaks: [
    // It reads binary tensors too, but does not say so in its metadata.
    oip("oip-http", "V2 REST, JSON tensors", IS_KSERVE, UNKNOWN),
    oip("oip-grpc", "V2 gRPC", IS_KSERVE, UNKNOWN, ["--model", "digits"]),
    {
      target: "kserve-v1",
      protocol: "V1 REST",
      port: "http",
      flags: ["--model", "digits", "--body", JSON.stringify({ instances: [DIGIT] })],
      names: { server: /./, model: "digits" },
      wrong: {
        flags: ["--model", "resnet", "--body", JSON.stringify({ instances: [DIGIT] })],
        says: /resnet/,
      },
    },
  ],
};
