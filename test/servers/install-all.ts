import type { TestProject } from "vitest/node";
import type { Asked } from "./asked.ts";
import { SERVERS } from "./catalog/index.ts";
import { type Installed, install } from "./install.ts";

declare module "vitest" {
  export interface ProvidedContext {
    asked: Asked;
    installed: Record<string, Installed>;
  }
}

/** Before the tests are collected, so that a row that cannot be installed is counted as skipped. */
export async function setup(project: TestProject): Promise<void> {
  const names = project.config.provide.asked?.names ?? [];
  const installed: Record<string, Installed> = {};
  for (const row of SERVERS.filter(({ name }) => names.includes(name))) {
    const startedMs = performance.now();
    const outcome = await install(row);
    const tookSec = ((performance.now() - startedMs) / 1000).toFixed(0);
    installed[row.name] = outcome;
    console.log(
      "reason" in outcome
        ? `skipped ${row.title}: ${outcome.reason}`
        : `${row.title}: ${row.package} ${outcome.version}, ${tookSec} s to install`,
    );
  }
  project.provide("installed", installed);
}
