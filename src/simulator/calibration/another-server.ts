import type { RunResult } from "../../result/run-result.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";

/**
 * The reason for which a model was calibrated on another server, or for another model, than a run measured; undefined where nothing
 * says so. What either side does not know is taken to agree.
 */
export function whyAnotherServer(
  { server, model }: ServiceModelDocument,
  target: Pick<RunResult["target"], "server" | "modelSha256">,
): string | undefined {
  const said = target.server.toLowerCase();
  for (const known of [server.name, server.version])
    if (known !== null && !said.includes(known.toLowerCase()))
      return `it was calibrated on ${[server.name, server.version].filter((part) => part !== null).join(" ")}, and the run measured ${target.server}`;
  if (model.sha256 !== null && target.modelSha256 !== null && model.sha256 !== target.modelSha256)
    return "it was calibrated for a model whose SHA-256 is another than that of the run's";
  return undefined;
}
