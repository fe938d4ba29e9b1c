import { usageError } from "../../core/errors.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isGrpc } from "./endpoints.ts";
import type { SettledOptions } from "./settle-target.ts";

/** Refuses a URL whose scheme contradicts --target, or whose path means nothing in gRPC. @throws usage error */
export function refuseScheme({ url, target }: SettledOptions): void {
  const grpc = url?.find(isGrpc);
  if (grpc !== undefined && !target.endsWith("grpc"))
    throw usageError(
      `--url ${grpc} is gRPC, and --target ${target} is not`,
      "name a target that is, such as --target oip-grpc",
    );
  if (!target.endsWith("grpc")) return;
  const { pathname, search } = new URL(url?.find(hasPath) ?? "grpc://-");
  if (pathname.length > 1 || search !== "")
    throw usageError(
      `--url has ${pathname.length > 1 ? `the path ${pathname}` : "a query"}, and the calls of --target ${target} have paths of their own`,
      "end --url behind the port",
    );
}

function hasPath(url: string): boolean {
  const { pathname, search } = new URL(url);
  return pathname.length > 1 || search !== "";
}

/**
 * Refuses a wish for other payloads, in options or scenario, where the bodies are sent as the user wrote them.
 *
 * @throws usage error
 */
export function refuseIdlePayload(
  scenario: Scenario,
  options: SettledOptions,
  bodies: number,
  requests: () => number,
): void {
  const { repetition = { kind: "uniform" }, lengths } = scenario.payload ?? {};
  const idle = [
    ...(repetition.kind !== "uniform" && bodies < 2 ? [`repetition ${repetition.kind}`] : []),
    ...(lengths === undefined ? [] : ["lengths"]),
    ...(options.cacheCheck ? ["--cache-check"] : []),
  ];
  if (idle.length > 0) {
    throw usageError(
      `${idle.join(" and ")} would do nothing with --target ${options.target}, whose ${bodies < 2 ? "body is always the same" : "bodies are given"}`,
      "use a scenario without it, or --target oip-http",
    );
  }
  if (repetition.kind === "unique" && bodies < requests()) {
    throw usageError(
      `repetition unique needs ${requests()} bodies, one for each request, and --body has ${bodies}`,
      "write more lines, lower --rate or --duration, or use --repetition uniform",
    );
  }
}
