import { resolve } from "node:path";
import type { TraceInspectOptions } from "../config/trace-options.ts";
import type { Host } from "../core/host.ts";
import { readTrace, TraceFileWriter } from "../store/trace-file.ts";
import { type TraceInspection, TraceInspector } from "../traces/inspection.ts";

const SVG_WIDTH = 900;

/** Inspects a trace, and draws its rate over time where `svg` names a file. */
export async function inspectTrace(options: TraceInspectOptions, host: Host): Promise<TraceInspection> {
  const inspector = new TraceInspector();
  const reading = await readTrace(resolve(host.cwd, options.file), options, inspector.add);
  const inspection = inspector.finish(options.file, reading);
  if (options.svg !== undefined) await draw(inspection, resolve(host.cwd, options.svg));
  return inspection;
}

async function draw(inspection: TraceInspection, path: string): Promise<void> {
  const { chartSpec } = await import("../report/charts/chart.ts");
  const { traceRate } = await import("../report/trace/charts/trace-rate.ts");
  const { renderSvg } = await import("../report/charts/render.ts");
  const drawn = chartSpec(traceRate, inspection, { width: SVG_WIDTH });
  if (drawn.kind === "no-data") return;
  const file = new TraceFileWriter(path);
  file.write(await renderSvg(drawn.spec));
  file.close();
}
