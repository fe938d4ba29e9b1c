import { httpJson } from "./http-json.ts";
import { oipGrpc } from "./oip-grpc.ts";
import { oipHttp } from "./oip-http.ts";
import type { TargetKind } from "./options.ts";
import type { Target } from "./target.ts";

/** Every protocol there is. A new one: its file, its name in `options.ts`, and its line here. */
export const TARGETS: Readonly<Record<TargetKind, Target>> = {
  "oip-http": oipHttp,
  "oip-grpc": oipGrpc,
  "http-json": httpJson,
};
