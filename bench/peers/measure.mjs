import { lastLine, runClient } from "./processes.mjs";

/** Hypervisor steal, or CPU of processes that are neither client nor server, above which a measurement is noisy. */
export const NOISY_CORES = 0.12;
/** Start-up and report of a client come on top of the seconds asked for. */
const GRACE_S = 60;

/**
 * @typedef {{ cpuUs: number, clientCores: number, serverCores: number, stealCores: number, otherCores: number, noisy: boolean }} Usage
 * @typedef {import("./tools/index.mjs").Figures & Usage & { failed?: undefined }} Measured
 * @typedef {{ failed: string }} Failed with the reason
 */

/**
 * One run of one client.
 * @param {import("./tools/index.mjs").Start} start what a tool returned
 * @param {{ serverPid: number, seconds: number }} about
 * @returns {Promise<Measured | Failed>}
 */
export async function measure({ command, parse }, { serverPid, seconds }) {
  const usage = await runClient(command, { serverPid, limitS: seconds + GRACE_S });
  if (usage.exit !== 0) {
    return { failed: `exit ${usage.exit}: ${lastLine(usage.stderr) || lastLine(usage.stdout)}` };
  }
  let figures;
  try {
    figures = parse(usage.stdout, usage.stderr);
  } catch (error) {
    return { failed: `output not understood: ${error instanceof Error ? error.message : error}` };
  }
  if (!(figures.requests > 0)) return { failed: "no request was answered" };
  const { wallS, clientS, serverS, busyS, stealS } = usage;
  const stealCores = stealS / wallS;
  const otherCores = Math.max(0, (busyS - clientS - serverS) / wallS);
  return {
    ...figures,
    cpuUs: (clientS * 1e6) / figures.requests,
    clientCores: clientS / wallS,
    serverCores: serverS / wallS,
    stealCores,
    otherCores,
    noisy: stealCores > NOISY_CORES || otherCores > NOISY_CORES,
  };
}
