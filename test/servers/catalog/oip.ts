import type { Spoken } from "./server-row.ts";

/** Open Inference Protocol V2 for a server that has our digits model, over the port roles "http" and "grpc". */
export function oip(
  kind: "oip-http" | "oip-grpc",
  protocol: string,
  server: RegExp,
  wrongSays: RegExp,
): Spoken {
  return {
    target: kind,
    protocol,
    port: kind === "oip-http" ? "http" : "grpc",
    // Over HTTP the server lists its models, and the only one is found without a flag.
    flags: kind === "oip-http" ? [] : ["--model", "digits"],
    ...(kind === "oip-http" ? { foundAlone: true } : {}),
    names: { server, model: "digits" },
    wrong: { flags: ["--model", "resnet"], says: wrongSays },
  };
}
