import { httpJson } from "./http-json.ts";
import { oipHttp } from "./oip-http.ts";
import type { Target } from "./target.ts";

/** Every protocol there is. A new one: its file and its line here. */
export const TARGETS = {
  "oip-http": oipHttp,
  "http-json": httpJson,
} as const satisfies Record<string, Target>;

export type TargetKind = keyof typeof TARGETS;
export const TARGET_KINDS = Object.keys(TARGETS) as [TargetKind, ...TargetKind[]];
