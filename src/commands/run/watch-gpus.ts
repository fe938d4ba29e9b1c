import type { Clock } from "../../core/clock.ts";
import { GpuSampler } from "../../telemetry/gpu-sampler.ts";
import { isLocal } from "../target/target-location.ts";

/**
 * Watches the GPUs of this machine, where all servers under test share it. Elsewhere, and without a GPU, the watch sees
 * nothing; one that fails says why, and fails nothing else.
 *
 * @param urls of servers that were there before; none where the run brings its own, which is here
 */
export async function watchGpus(
  urls: readonly string[],
  proxy: string | undefined,
  clock: Clock,
): Promise<Pick<GpuSampler, "measure" | "stop" | "summary">> {
  const local = proxy === undefined && (await Promise.all(urls.map(isLocal))).every((here) => here === true);
  if (!local) return blind(null);
  try {
    return (await GpuSampler.start(clock)) ?? blind(null);
  } catch (error) {
    return blind(error instanceof Error ? error.message : String(error));
  }
}

function blind(telemetryAbsent: string | null): Awaited<ReturnType<typeof watchGpus>> {
  return { measure() {}, async stop() {}, summary: () => ({ telemetry: [], telemetryAbsent }) };
}
