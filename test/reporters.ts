/** In CI each suite also leaves its counts where `.ci/run` adds them up. */
export function reporters(suite: string): { reporters?: (string | [string, Record<string, unknown>])[] } {
  if (process.env.CI === undefined) return {};
  return { reporters: ["default", ["json", { outputFile: `.cache/tests/${suite}.json` }]] };
}
