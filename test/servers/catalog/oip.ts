import type { Spoken } from "./server-row.ts";

/**
 * Open Inference Protocol V2 for a server that has our digits model, over the port roles "http" and "grpc". Where the
 * server lists its models, the only one is found without flags.
 */
export function oip(
  kind: "oip-http" | "oip-grpc",
  protocol: string,
  server: RegExp,
  wrongSays: RegExp,
  flags: readonly string[] = [],
): Spoken {
  return {
    target: kind,
    protocol,
    port: kind === "oip-http" ? "http" : "grpc",
    flags,
    ...(flags.length === 0 ? { foundAlone: true } : {}),
    names: { server, model: "digits" },
    wrong: { flags: ["--model", "resnet"], says: wrongSays },
  };
}
