import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ARRIVALS } from "../arrivals/index.ts";
import { calibrateOptionsSchema } from "../config/calibrate-options.ts";
import { capacityOptionsSchema } from "../config/capacity-options.ts";
import { compareOptionsSchema } from "../config/compare-options.ts";
import { doctorOptionsSchema } from "../config/doctor-options.ts";
import { gateOptionsSchema } from "../config/gate-options.ts";
import { historyOptionsSchema } from "../config/history-options.ts";
import { kebab } from "../config/merge.ts";
import { planOptionsSchema } from "../config/plan-options.ts";
import { pricesOptionsSchema } from "../config/prices-options.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { serveOptionsSchema } from "../config/serve-options.ts";
import { simulateOptionsSchema } from "../config/simulate-options.ts";
import { sweepOptionsSchema } from "../config/sweep-options.ts";
import {
  traceConvertOptionsSchema,
  traceFitOptionsSchema,
  traceInspectOptionsSchema,
  traceScaleOptionsSchema,
} from "../config/trace-options.ts";
import { verifyOptionsSchema } from "../config/verify-options.ts";
import { percentileLabel } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { capacityResultSchema } from "../result/capacity-result.ts";
import { claimsResultSchema } from "../result/claims-result.ts";
import { doctorResultSchema } from "../result/doctor-result.ts";
import { RUN_FIGURES } from "../result/figures.ts";
import { gateResultSchema } from "../result/gate-result.ts";
import { LATENCIES, LATENCY_STATISTICS } from "../result/latency-figures.ts";
import { planResultSchema } from "../result/plan-result.ts";
import { runResultSchema } from "../result/run-result.ts";
import { serviceModelSchema } from "../result/service-model.ts";
import { sweepResultSchema } from "../result/sweep-result.ts";
import { UNITS } from "../result/units.ts";
import { verificationResultSchema } from "../result/verification-result.ts";
import { scenarioSchema } from "../scenario/scenario.ts";

/** Writes the derived parts of docs/: pages, JSON schemas, the table in metrics.md. Returns the paths. */
export function writeDocs(host: Host): string[] {
  const metrics = readFileSync(join(host.packageRoot, "docs", METRICS), "utf8");
  const pages: Record<string, string> = {
    "options.md": optionsPage(),
    [METRICS]: withFigures(metrics),
    "doctor-result.schema.json": schemaText(doctorResultSchema, "output"),
    "result.schema.json": schemaText(runResultSchema, "output"),
    "service-model.schema.json": schemaText(serviceModelSchema, "output"),
    "scenario.schema.json": schemaText(scenarioSchema, "input"),
    "sweep-result.schema.json": schemaText(sweepResultSchema, "output"),
    "capacity-result.schema.json": schemaText(capacityResultSchema, "output"),
    "claims-result.schema.json": schemaText(claimsResultSchema, "output"),
    "gate-result.schema.json": schemaText(gateResultSchema, "output"),
    "plan-result.schema.json": schemaText(planResultSchema, "output"),
    "verification-result.schema.json": schemaText(verificationResultSchema, "output"),
  };
  return Object.entries(pages).map(([name, text]) => {
    const path = join(host.packageRoot, "docs", name);
    writeFileSync(path, text);
    return path;
  });
}

const METRICS = "metrics.md";
const [BEGIN, END] = ["<!-- figures: written by `npm run docs` -->", "<!-- end of figures -->"];

/** The page with a new table of figures. @throws RangeError for a page without the markers of the table */
function withFigures(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError(`docs/${METRICS} has no place for the table of figures`);
  return `${page.slice(0, from) + BEGIN}\n${figureRows().join("\n")}\n${page.slice(to)}`;
}

/** The rows of the table of figures: one per latency, whose statistics share a row, and one per other figure. */
function figureRows(): string[] {
  const statistics = LATENCY_STATISTICS.map((one) => `\`${percentileLabel(one)}\``).join(", ");
  const latencies = Object.entries(LATENCIES).map(([latency, { title, doc }]) => {
    const ids = latency === "response" ? statistics : `\`${latency}.\` and one of them`;
    return `| ${ids} | ${title} | ${UNITS.ms.title} | lower | ${doc} |`;
  });
  const others = Object.values(RUN_FIGURES).map(
    ({ id, title, unit, better, doc }) =>
      `| \`${id}\` | ${title} | ${UNITS[unit].title} | ${better} | ${doc} |`,
  );
  return [
    "| name | title | unit | better | what it is |",
    "| --- | --- | --- | --- | --- |",
    ...latencies,
    ...others,
  ];
}

function schemaText(schema: z.ZodType, io: "input" | "output"): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io }), null, 2)}\n`;
}

function optionsPage(): string {
  const arrivals = Object.values(ARRIVALS).flatMap((process) => [
    `### ${process.kind}`,
    "",
    `${process.title[0]?.toUpperCase()}${process.title.slice(1)}.`,
    "",
    ...table(process.options, (option) => option.replace(/(Ms|PerSec)$/, "")),
    "",
  ]);
  return [
    "# Options",
    "",
    "Generated from the schemas by `npm run docs`; do not edit.",
    "",
    "An option of `plimsoll run` may stand in `bench.config.ts` (`maxInFlight`), in the environment",
    "(`PLIMSOLL_MAX_IN_FLIGHT`), or on the command line (`--max-in-flight`). Later ones win; what none of them says",
    "comes from the scenario, and last from the default. In the environment a list is a JSON array, one value a line, or values",
    "between commas; headers, lengths, arrival processes and inputs, which hold commas, are not divided at them. The file may end with",
    "`.ts`, `.mts`, `.cts`, `.js`, `.mjs`, `.cjs` or `.json`.",
    "",
    "A number is decimal, such as `5`, `0.5` or `1e3`; a duration has its unit, as in `500ms`, `30s`, `1.5m` or `1h`. A switch is on",
    "when it is named alone, and takes only `true` or `false`: `--stream=false` is `--no-stream`.",
    "",
    "Secrets are never stored or printed: user and password in `--url` and `--proxy`, values of a query that are called key, token, secret,",
    "code or the like, values of `--header` and the key of `--api-key-env` become `…`, also where a server repeats them. A value of fewer",
    "than 4 characters is not looked for in texts, and one of plain words or numbers only under a header whose name says that it is secret.",
    "`--body`, `--hook` and the commands of `--baseline` and `--candidate` are stored as they are given: give a body with secrets as `@FILE`, and let the command read its own. Other users of a machine see",
    "the arguments of its processes: `--api-key-env` keeps a key out of them.",
    "",
    "## plimsoll run",
    "",
    ...table(runOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll sweep",
    "",
    "Options of `plimsoll run` that take several values here are axes of the sweep: `1,2,4`, `1..64x2` (each twice the one",
    "before), `10..50+10`; lengths and arrival processes, which hold commas, are given one by one. In `bench.config.ts` they stand in",
    "the section `sweep`.",
    "",
    ...table(sweepOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll capacity",
    "",
    "The traffic and the server of `plimsoll run`, and the search. In `bench.config.ts` they stand in the section `capacity`.",
    "",
    ...table(capacityOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll capacity --plan",
    "",
    "The demand, the machine types, and what every fleet shares. In `bench.config.ts` they stand in the section `plan`.",
    "",
    ...table(planOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll capacity --verify PLAN",
    "",
    "The plan and the server. What is sent, the plan says.",
    "",
    ...table(verifyOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll simulate",
    "",
    "The traffic of `plimsoll run`, and the fleet that it meets. In `bench.config.ts` they stand in the section `simulate`.",
    "",
    ...table(simulateOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll gate",
    "",
    "The options of `plimsoll run` are those of both sides. In `bench.config.ts` they stand in the section `gate`.",
    "",
    ...table(gateOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll compare A B…",
    "",
    ...table(compareOptionsSchema, (option) => (option === "sides" ? "A B…" : `--${kebab(option)}`)),
    "",
    "## plimsoll history DIR…",
    "",
    ...table(historyOptionsSchema, (option) => (option === "folders" ? "DIR…" : `--${kebab(option)}`)),
    "",
    "## plimsoll serve",
    "",
    ...table(serveOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    ...Object.entries({
      inspect: traceInspectOptionsSchema,
      fit: traceFitOptionsSchema,
      convert: traceConvertOptionsSchema,
      scale: traceScaleOptionsSchema,
    }).flatMap(([action, schema]) => [
      `## plimsoll trace ${action} FILE`,
      "",
      ...table(schema, (option) => (option === "file" ? "FILE" : `--${kebab(option)}`)),
      "",
    ]),
    "## plimsoll doctor",
    "",
    ...table(doctorOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll calibrate",
    "",
    ...table(calibrateOptionsSchema, (option) => `--${kebab(option)}`),
    "",
    "## plimsoll prices FILE…",
    "",
    ...table(pricesOptionsSchema, (option) => (option === "files" ? "FILE…" : `--${kebab(option)}`)),
    "",
    "## Arrival processes",
    "",
    "`--arrivals NAME:option=value,…`; in a scenario file, `load.arrivals` with the full names and plain numbers.",
    "",
    ...arrivals,
  ].join("\n");
}

function table(schema: z.ZodObject, spell: (option: string) => string): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  const rows = Object.entries(properties).flatMap(([option, property]) => {
    if (typeof property === "boolean" || property.const !== undefined) return [];
    const values = property.enum === undefined ? "" : property.enum.map((value) => `\`${value}\``).join(", ");
    const fallback =
      property.default === undefined || String(property.default) === "" ? "" : `\`${property.default}\``;
    return [`| \`${spell(option)}\` | ${property.description ?? ""} | ${values} | ${fallback} |`];
  });
  return ["| option | meaning | values | default |", "| --- | --- | --- | --- |", ...rows];
}
