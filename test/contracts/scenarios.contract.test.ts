import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { type Arrivals, meanRatePerSec } from "../../src/arrivals/index.ts";
import { formatDurationMs, round } from "../../src/core/units.ts";
import { digestSchedule } from "../../src/engine/schedule-digest.ts";
import { LENGTHS } from "../../src/payloads/lengths/index.ts";
import { REPETITIONS } from "../../src/payloads/repetition/index.ts";
import { arrivalsOf, type Scenario, scenarioSchema } from "../../src/scenario/scenario.ts";
import type { SchedulePlan } from "../../src/scenario/schedule.ts";
import { contentFor } from "../../src/store/model-library.ts";
import { loadScenario } from "../../src/store/scenario-library.ts";

const ROOT = join(import.meta.dirname, "../..");
const NAMES = readdirSync(join(ROOT, "scenarios")).map((file) => file.replace(/\.json$/, ""));
const PAGE = readFileSync(join(ROOT, "docs/scenarios.md"), "utf8");
const load = (name: string) => loadScenario(name, "/", ROOT);

/** Situations that users were promised. */
const PROMISED = [
  ...["steady", "login-spike", "payment-peak", "evening-wave", "flash-crowd", "retry-storm"],
  ...[
    "batch-job-collision",
    "fraud-check-burst",
    "recommendation-page-load",
    "chat-sessions",
    "conversation",
  ],
  ...["sequence-length-mix-short", "sequence-length-mix-long", "cache-friendly", "input-drift", "soak"],
  "code-assistant",
];

/** The soak test; and code completion, as calm as it was recorded: a burst every five minutes. */
const LONG_MS: Readonly<Record<string, number>> = { soak: 3_600_000, "code-assistant": 600_000 };

function planOf({ load, phases, payload }: Scenario): SchedulePlan {
  const repetition = payload?.repetition ?? { kind: "uniform" };
  const common = { arrivals: arrivalsOf(load), ...phases, seed: 1, traces: {} };
  return { ...common, payloads: 901, repetition };
}

/** Mean rate of what the schedule holds: requests, or sessions that begin. */
function meanPerSec(scenario: Scenario): number {
  return meanRatePerSec(arrivalsOf(scenario.load) as Arrivals, {
    horizonMs: scenario.phases.measureMs,
    traces: {},
  });
}

test("every promised scenario ships", () => {
  expect(NAMES).toEqual(expect.arrayContaining(PROMISED));
});

describe.each(NAMES)("%s", (name) => {
  it("is valid, named like its file, and says in one sentence where its traffic occurs", () => {
    const scenario = load(name);
    expect(scenario.name).toBe(name);
    expect(scenario.$schema).toBe("../docs/scenario.schema.json");
    expect(scenario.description).toMatch(/^[A-Z][^.]*\.$/);
    expect(scenario.phases.warmupMs).toBeGreaterThan(0);
  });

  it("measures for a minute at most, unless its traffic takes longer to show", () => {
    const { warmupMs, measureMs } = load(name).phases;
    expect(warmupMs).toBeLessThanOrEqual(60_000);
    expect(measureMs).toBeLessThanOrEqual(LONG_MS[name] ?? 60_000);
  });

  it("has a schedule of about its mean rate, with enough requests for a p99", () => {
    const scenario = load(name);
    const digest = digestSchedule(planOf(scenario));
    const planned = (meanPerSec(scenario) * scenario.phases.measureMs) / 1000;
    const measured = digest.requests - digest.warmupRequests;
    const perSession = scenario.load.kind === "sessions" ? scenario.load.turns.mean : 1;
    expect(digest.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(measured / planned).toBeGreaterThan(0.6);
    expect(measured / planned).toBeLessThan(1.5);
    expect(measured * perSession).toBeGreaterThan(1000);
  });

  it("never plans more in a second than the embedded server answers on two cores", () => {
    const scenario = load(name);
    const { offeredPerWindow } = digestSchedule(planOf(scenario));
    const most = Math.max(...offeredPerWindow.values());
    expect(most).toBeLessThan(scenario.model === "textenc" ? 150 : 480);
  });

  it("names a shipped model, and lengths that it takes", () => {
    const { model, payload } = load(name);
    if (model === undefined) expect(payload?.lengths).toBeUndefined();
    else expect(contentFor(model, ROOT).hints).not.toEqual({});
  });

  it("stands in docs/scenarios.md as it is", () => {
    expect(PAGE).toContain(tableRow(load(name)));
  });
});

function tableRow(scenario: Scenario): string {
  const { name, description, load, phases, model, payload } = scenario;
  const rate = `${round(meanPerSec(scenario), 1)}/s${load.kind === "sessions" ? " sessions" : ""}`;
  const carries = [model, payload?.repetition?.kind, payload?.lengths && `${payload.lengths.kind} lengths`];
  return `| \`${name}\` | ${description} | ${arrivalsOf(load)?.kind} | ${rate} | ${formatDurationMs(phases.measureMs)} | ${carries.filter(Boolean).join(", ")} |`;
}

test("docs/scenarios.md names every scenario once, every field, and every kind of payload", () => {
  const rows = [...PAGE.matchAll(/^\| `([a-z-]+)` \| [A-Z]/gm)].map((match) => match[1]);
  expect(rows.toSorted()).toEqual(NAMES.toSorted());
  const { properties = {} } = z.toJSONSchema(scenarioSchema, { io: "input" });
  const payload = properties.payload as { properties: object };
  for (const field of [...Object.keys(properties), ...Object.keys(payload.properties)])
    expect(PAGE).toContain(`\`${field}\``);
  for (const kind of [...Object.keys(REPETITIONS), ...Object.keys(LENGTHS)])
    expect(PAGE).toContain(`"${kind}"`);
});
