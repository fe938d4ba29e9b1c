import { parseRunInput } from "../../config/run-options.ts";
import { type ParsedSweep, sharedRunOptions } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import { settleTarget } from "../target/settle-target.ts";

/**
 * Finds out what the server speaks, where the axes depend on it and nobody said so: a protocol decides which batches
 * can be planned. The answer then belongs to the options, so that a resumed sweep need not ask again.
 *
 * @throws usage error (2) or target error (4), as for a run
 */
export async function discoverTarget(sweep: ParsedSweep, host: Host): Promise<ParsedSweep> {
  const { options, given } = sweep;
  const { url, target, batch, lengths, body, model = [] } = options;
  if (url === undefined || (target ?? batch ?? lengths ?? body) !== undefined) return sweep;
  const [name, ...others] = model;
  const asking = { ...sharedRunOptions(given), ...(others.length === 0 ? { model: name } : {}) };
  const { options: settled } = await settleTarget(parseRunInput(asking).options, host);
  return {
    options: { ...options, target: [settled.target] },
    given: { ...given, target: settled.target },
  };
}
