import { probePackage, script } from "./program.mjs";

export const grpcJs = {
  name: "grpc-js",
  probe: () => probePackage("@grpc/grpc-js"),
  grpc: ({ url, ratePerSec, connections, seconds }) => ({
    command: [
      ...[process.execPath, script("grpc-js-unary.mjs")],
      ...[new URL(url).host, `${ratePerSec}`, `${connections}`, `${seconds}`],
    ],
    parse: (stdout) => JSON.parse(stdout),
  }),
};
