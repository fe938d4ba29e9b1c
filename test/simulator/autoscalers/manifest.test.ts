import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EXIT, PlimsollError } from "../../../src/core/errors.ts";
import { DEFAULT_BEHAVIOR } from "../../../src/simulator/autoscalers/hpa/scaling-rules.ts";
import { describeAutoscaler } from "../../../src/simulator/autoscalers/index.ts";
import { readAutoscalerManifest } from "../../../src/simulator/autoscalers/manifest/index.ts";
import { parseGoDurationMs, parseQuantity } from "../../../src/simulator/autoscalers/manifest/quantity.ts";
import { RESOURCE_TRIGGERS, TRIGGERS } from "../../../src/simulator/autoscalers/manifest/triggers.ts";
import { parseAutoscalerSpec } from "../../../src/simulator/autoscalers/spec.ts";
import { FIGURES, KNOWN_METRICS } from "../../../src/simulator/metrics/figures.ts";
import { HPA, KNATIVE, SCALED_OBJECT } from "./manifests.ts";

/** The usage error of a manifest, as its message and its cure. */
function refusal(text: string, pairs: readonly string[] = []): string {
  try {
    readAutoscalerManifest(text, "it.yaml", pairs);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    expect(error.exitCode).toBe(EXIT.usage);
    return `${error.message}\n${error.fix}`;
  }
  return "accepted";
}

test("an HPA: metrics by their kinds, quantities, and a behaviour whose gaps are defaults", () => {
  expect(readAutoscalerManifest(HPA, "hpa.yaml")).toMatchObject({
    kind: "hpa",
    minReplicas: 2,
    maxReplicas: 12,
    metrics: [
      {
        name: "triton_queue",
        of: "replicas",
        query: { figure: "queued", aggregation: "avg" },
        target: { type: "average-value", value: 0.5 },
      },
      {
        name: "ingress_rate",
        of: "fleet",
        query: { figure: "arrivals-per-sec", aggregation: "sum", windowMs: 120_000 },
        target: { type: "average-value", value: 100 },
      },
      { name: "backlog", of: "fleet", query: { figure: "backlog" }, target: { type: "value", value: 2000 } },
    ],
    behavior: {
      scaleUp: {
        stabilizationMs: 30_000,
        selectPolicy: "max",
        policies: [{ type: "pods", value: 4, periodMs: 60_000 }],
        tolerance: null,
      },
      scaleDown: { ...DEFAULT_BEHAVIOR.scaleDown, selectPolicy: "min", tolerance: 0.05 },
    },
    controller: { syncPeriodMs: 15_000, tolerance: 0.1, downscaleStabilisationMs: 300_000 },
  });
});

test("an HPA that says little: the defaults of Kubernetes, and CPU only where it is said what it is", () => {
  const little = `{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {"maxReplicas": 3}}`;
  expect(refusal(little)).toContain('it.yaml: spec.metrics[0].resource: the metric "cpu" is not simulated');
  expect(refusal(little)).toContain("--autoscaler-metric 'cpu=FIGURE'");
  expect(refusal(little, ["cpu=queued"])).toContain("a utilisation needs a percentage: queued is none");
  const choice = readAutoscalerManifest(little, "hpa.json", ["cpu=busy-percent"]);
  expect(choice).toMatchObject({
    minReplicas: 1,
    behavior: null,
    metrics: [{ name: "cpu", of: "resource", target: { type: "utilization", value: 80 } }],
  });
  expect(describeAutoscaler(choice)).toBe(
    "HPA, 1 to 3 replicas, on cpu at 80 % (simulated as avg(busy-percent[15s]))",
  );
  const minute = readAutoscalerManifest(little, "hpa.json", ["cpu=busy-percent[60s]"]);
  expect(minute).toMatchObject({ metrics: [{ query: { windowMs: 60_000 } }] });
});

test("a well-known metric needs no mapping, and what is given apart wins over the annotation", () => {
  const text = HPA.replace("name: backlog", "name: nv_inference_pending_request_count");
  const choice = readAutoscalerManifest(text, "hpa.yaml", ["triton_queue=max(in-flight)"]);
  expect(choice).toMatchObject({
    metrics: [{ query: { figure: "in-flight", aggregation: "max" } }, {}, { query: { figure: "queued" } }],
  });
});

test("what is said of a metric that the manifest does not have is refused, as it may be misspelt", () => {
  expect(refusal(HPA, ["triton_queu=queued"])).toContain(
    'the manifest has no metric "triton_queu"; it has triton_queue, ingress_rate, backlog',
  );
  expect(refusal(KNATIVE, ["concurrency=queued"])).toContain('the manifest has no metric "concurrency"');
});

test("commas within a query are its own; pairs may stand on lines", () => {
  const query = "histogram_quantile(0.99, sum by (le, pod) (rate(x[1m])))";
  const text = SCALED_OBJECT.replace(/query: .*/, `query: ${query}`).replace(
    /plimsoll\/metrics: .*/,
    `plimsoll/metrics: |\n      ${query} = avg(queue-ms[30s])\n      backlog=waiting`,
  );
  expect(readAutoscalerManifest(text, "so.yaml")).toMatchObject({
    triggers: [
      { metric: { name: query, query: { figure: "queue-ms", windowMs: 30_000 } } },
      { metric: { name: "backlog", query: { figure: "waiting" } } },
    ],
  });
});

test("a ScaledObject: texts as numbers, triggers by name or by query, cached metrics, its fallback", () => {
  expect(readAutoscalerManifest(SCALED_OBJECT, "so.yaml")).toMatchObject({
    kind: "keda",
    minReplicas: 1,
    maxReplicas: 20,
    idleReplicas: 0,
    pollingMs: 15_000,
    cooldownMs: 120_000,
    initialCooldownMs: 0,
    fallback: { failureThreshold: 3, replicas: 6, behavior: "static" },
    behavior: { scaleUp: DEFAULT_BEHAVIOR.scaleUp, scaleDown: { stabilizationMs: 60_000 } },
    triggers: [
      {
        metric: {
          of: "fleet",
          query: { figure: "arrivals-per-sec", aggregation: "sum", windowMs: 60_000 },
          target: { type: "average-value", value: 50 },
        },
        activation: 5,
        isNullZero: true,
        isCached: false,
      },
      {
        metric: { name: "backlog", target: { value: 20 } },
        activation: 0,
        isNullZero: false,
        isCached: true,
      },
    ],
  });
});

test("a Service of Knative: annotations of either spelling over the defaults of a cluster", () => {
  expect(readAutoscalerManifest(KNATIVE, "ksvc.yaml")).toMatchObject({
    kind: "knative",
    metric: "concurrency",
    target: 6,
    total: 8,
    minScale: 1,
    maxScale: 10,
    stableWindowMs: 90_000,
    panicWindowMs: 18_000,
    panicThreshold: 1.5,
    scaleDownDelayMs: 120_000,
    maxScaleUpRate: 1000,
    maxScaleDownRate: 2,
    gracePeriodMs: 30_000,
  });
  const revision = `apiVersion: serving.knative.dev/v1\nkind: Revision\nspec: { containerConcurrency: 10 }`;
  expect(readAutoscalerManifest(revision, "r.yaml")).toMatchObject({ target: 7, total: 10, maxScale: null });
});

test.each([
  ["", "it.yaml is empty"],
  ["# nothing", "it.yaml is empty"],
  ["just text", "it.yaml is no manifest"],
  ["- a\n- b", "it.yaml is no manifest"],
  ["a: [1, 2", "it.yaml is no YAML"],
  ["a: 1\na: 2", "it.yaml is no YAML: Map keys must be unique at line 2"],
  ["a: &x 1\nb: *x", "it.yaml refers to an anchor, *x"],
  [`${HPA}---${SCALED_OBJECT}`, "it.yaml has 2 documents"],
  ["kind: Deployment\napiVersion: apps/v1", '"Deployment" of "apps/v1" is not the manifest of an autoscaler'],
  ["kind: [HorizontalPodAutoscaler]", "no text of nothing is not the manifest"],
  [
    HPA.replace("autoscaling/v2", "autoscaling/v1"),
    'apiVersion is "autoscaling/v1", and a HorizontalPodAutoscaler is read as autoscaling/v2',
  ],
  ["x".repeat(1_000_001), "it.yaml has 1000001 characters"],
])("what is no such manifest is refused: %#", (text, message) => {
  expect(refusal(text)).toContain(message);
});

test.each([
  ["minReplicas: 2", "minReplicas: 20", "spec.minReplicas: 20 is more than maxReplicas, which is 12"],
  ["minReplicas: 2", 'minReplicas: "2"', "spec.minReplicas: expected a number"],
  ["minReplicas: 2", "minReplica: 2", "spec.minReplica: no such field, did you mean minReplicas?"],
  ["maxReplicas: 12", "", "spec.maxReplicas: expected a number"],
  ["averageValue: 500m", "averageValue: half", "target.averageValue: expected a quantity above 0"],
  [
    "averageValue: 500m",
    "value: 1",
    "spec.metrics[0].pods.target: a target of type AverageValue has averageValue",
  ],
  [
    "type: AverageValue, averageValue: 500m",
    "type: Value, value: 1",
    "target.type: Value is not for this kind of metric",
  ],
  ["type: Pods\n", "type: Gauge\n", "spec.metrics[0].type: "],
  [
    "selectPolicy: Min",
    "selectPolicy: Least",
    "behavior.scaleDown.selectPolicy: expected one of Max, Min, Disabled",
  ],
  ["periodSeconds: 60", "periodSeconds: 3600", "policies[0].periodSeconds: expected 1800 or less"],
  ["stabilizationWindowSeconds: 30", "policies: []", "it.yaml is no YAML: Map keys must be unique"],
  ["name: triton_queue", "name: gpu_heat", 'the metric "gpu_heat" is not simulated'],
  ["triton_queue=avg(queued)", "triton_queue=waiting", "waiting counts what waits in front of the fleet"],
  ["triton_queue=avg(queued)", "triton_queue=queue-ms[5s]", "queue-ms needs a window of at least 15s"],
  ["triton_queue=avg(queued)", "triton_queue=avg(heat)", '"triton_queue=avg(heat)" is not METRIC=FIGURE'],
  ["name: triton\n", "name: triton\n  annotations: { a: 1 }\n", "is no YAML: Map keys must be unique"],
])("an HPA with %j as %j", (from, to, message) => {
  expect(HPA).toContain(from);
  expect(refusal(HPA.replace(from, to))).toContain(message);
});

test.each([
  [
    'threshold: "50"',
    "threshold: 50",
    "triggers[0].metadata.threshold: KEDA takes texts alone here: put the value in quotes",
  ],
  [
    'threshold: "50"',
    'threshold: "much"',
    'triggers[0].metadata.threshold: expected a number in quotes (found "much")',
  ],
  ['        threshold: "50"\n', "", "triggers[0].metadata.threshold: it is missing"],
  [
    "type: prometheus",
    "type: kafka",
    'triggers[0].type: triggers of type "kafka" are not simulated, but prometheus',
  ],
  ["mode: QueueLength", "mode: MessageRate", "metadata.mode: only QueueLength is simulated"],
  [
    "idleReplicaCount: 0",
    "idleReplicaCount: 1",
    "idleReplicaCount: 1 is not less than minReplicaCount, which is 1",
  ],
  ["maxReplicaCount: 20", "maxReplicaCount: 0", "spec.maxReplicaCount: expected 1 or more"],
  [
    "minReplicaCount: 1",
    "minReplicaCount: 30",
    "spec.minReplicaCount: 30 is more than maxReplicaCount, which is 20",
  ],
  [
    "  advanced:\n",
    "  advanced:\n    scalingModifiers: { formula: a + b }\n",
    "scalingModifiers: formulas of several",
  ],
  [
    "  annotations:\n",
    "  annotations:\n    autoscaling.keda.sh/paused: 'true'\n",
    "a paused ScaledObject does not scale",
  ],
  ["name: backlog", "name: jobs", 'the metric "jobs" is not simulated'],
])("a ScaledObject with %j as %j", (from, to, message) => {
  expect(SCALED_OBJECT).toContain(from);
  expect(refusal(SCALED_OBJECT.replace(from, to))).toContain(message);
});

const CRON = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: server }
spec:
  minReplicaCount: 2
  maxReplicaCount: 9
  triggers:
    - type: cron
      metadata: { timezone: Europe/Berlin, start: 58 7 * * *, end: 0 20 * * *, desiredReplicas: "6" }
    - type: cron
      metadata: { timezone: Europe/Berlin, start: 0 11 * * *, end: 0 14 * * *, desiredReplicas: "9" }
`;

test("a ScaledObject by the time of the day", () => {
  const read = readAutoscalerManifest(CRON, "cron.yaml");
  expect(read).toMatchObject({
    kind: "keda",
    triggers: [],
    crons: [
      { timezone: "Europe/Berlin", start: "58 7 * * *", end: "0 20 * * *", desiredReplicas: 6 },
      { desiredReplicas: 9 },
    ],
  });
  expect(describeAutoscaler(read)).toMatch(/2 to 9 replicas, on 6 from "58 7 \* \* \*" to "0 20 \* \* \*"/);
});

test.each([
  ["start: 58 7 * * *", "start: 58 7 * * 1-5", "metadata.start: "],
  ["start: 58 7 * * *", "start: 0 20 * * *", "metadata.end: KEDA takes no end that is the same as the start"],
  ["timezone: Europe/Berlin, start: 58", 'timezone: "", start: 58', "metadata.timezone: it is missing"],
  [
    "timezone: Europe/Berlin, start: 58",
    "timezone: Etc/UTC, start: 58",
    "several time zones, Etc/UTC and Europe/Berlin",
  ],
  ['"6"', '"6.5"', "metadata.desiredReplicas: expected a whole number"],
  ['"6"', '"many"', "metadata.desiredReplicas: expected a number in quotes"],
])("a cron trigger with %j as %j", (from, to, message) => {
  expect(CRON).toContain(from);
  expect(refusal(CRON.replace(from, to))).toContain(message);
});

test.each([
  ['target: "8"', "target: 8", "annotations.autoscaling.knative.dev/target: expected a text"],
  ['target: "8"', 'target: "0"', 'expected a number of 0.01 or more (found "0")'],
  ['target: "8"', 'metric: "cpu"', '"cpu" is not simulated: expected concurrency or rps'],
  ['minScale: "1"', 'minScal: "1"', "no such annotation, did you mean autoscaling.knative.dev/min-scale?"],
  ['minScale: "1"', 'min-scale: "1.5"', "expected a whole number"],
  ['max-scale: "10"', 'max-scale: "0"', "accepted"],
  ['minScale: "1"', 'min-scale: "11"', "10 is less than min-scale, which is 11"],
  ["window: 1m30s", "window: 5s", 'expected whole seconds from 6s to 1h, such as 60s (found "5s")'],
  [
    "metadata: { name: model }",
    "metadata: { annotations: { autoscaling.knative.dev/target: '1' } }",
    "it counts only under",
  ],
  ["containerConcurrency: 16", "containerConcurrency: 1001", "containerConcurrency: expected 1000 or less"],
])("a Service of Knative with %j as %j", (from, to, message) => {
  expect(KNATIVE).toContain(from);
  expect(refusal(KNATIVE.replace(from, to))).toContain(message);
});

test("everything that is wrong is told at once, each with its place", () => {
  const wrong = HPA.replace("minReplicas: 2", "minReplicas: 20")
    .replace("name: triton_queue", "name: a")
    .replace("name: backlog", "name: b");
  const told = refusal(wrong);
  expect(told).toContain("4 problems:");
  expect(told.match(/^ {2}- it\.yaml: (?:spec|metadata)\./gm)).toHaveLength(4);
});

test.each([
  ["100m", 0.1],
  ["1.5", 1.5],
  ["2k", 2000],
  ["1Ki", 1024],
  ["1e3", 1000],
  ["1E", 1e18],
  [".5M", 500_000],
  ["-1", -1],
  ["1K", undefined],
  ["1KI", undefined],
  ["ten", undefined],
  ["", undefined],
  ["1 k", undefined],
])("a quantity of Kubernetes: %j", (text, value) => {
  expect(parseQuantity(text)).toBe(value);
});

test.each([
  ["60s", 60_000],
  ["1m30s", 90_000],
  ["1.5h", 5_400_000],
  ["0", 0],
  ["60", undefined],
  ["1d", undefined],
  ["", undefined],
])("a duration of Go: %j", (text, value) => {
  expect(parseGoDurationMs(text)).toBe(value);
});

test("what is written without a manifest", () => {
  expect(parseAutoscalerSpec("none")).toEqual({ kind: "none" });
  expect(parseAutoscalerSpec("scheduled:0s=2,5m=6")).toEqual({
    kind: "scheduled",
    steps: [
      { atMs: 0, replicas: 2 },
      { atMs: 300_000, replicas: 6 },
    ],
  });
  expect(parseAutoscalerSpec("hpa.yaml")).toBeUndefined();
});

test.each([
  "scheduled:",
  "scheduled:5m",
  "scheduled:5m=x",
  "scheduled:5m=1.5",
  "scheduled:5m=2,1m=3",
  "scheduled:1m=-1",
  "scheduled:1m=1=2",
])("a schedule that is none is refused: %s", (text) =>
  expect(() => parseAutoscalerSpec(text)).toThrow(PlimsollError),
);

const FOOLISH = [
  "null",
  "[]",
  "{}",
  "true",
  "-1",
  "0",
  "1e999",
  ".nan",
  ".inf",
  "''",
  "'x'",
  "2001-01-01",
  "!!binary aGk=",
  "0x10",
  "99999999999999999999",
  "|\n  text",
  "[[[[1]]]]",
  "{ a: { b: c } }",
  "~",
  "__proto__",
  "!!js/function x",
];

test("foolish manifests: read, or refused by one usage error, and never anything else", () => {
  const line = /^( *(?:- )?[\w./-]+:)(.*)$/;
  const edits = fc.array(
    fc.record({ at: fc.nat(), value: fc.constantFrom(...FOOLISH), how: fc.nat({ max: 4 }) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(fc.constantFrom(HPA, SCALED_OBJECT, KNATIVE), edits, (manifest, changes) => {
      const lines = manifest.split("\n");
      for (const { at, value, how } of changes) {
        const index = at % lines.length;
        const [, key = "x:"] = line.exec(lines[index] ?? "") ?? [];
        if (how === 0) lines.splice(index, 1);
        else if (how === 1) lines[index] = `${key} ${value}`;
        else if (how === 2) lines.splice(index, 0, `${key} ${value}`);
        else if (how === 3) lines[index] = (lines[index] ?? "").replace(/[:{"]/, "");
        else lines[index] = ` ${lines[index]}`;
      }
      expect(typeof refusal(lines.join("\n"))).toBe("string");
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(refusal(text)).not.toBe("accepted");
    }),
    { numRuns: 100 },
  );
});

test("docs/autoscalers.md has every figure, every metric that needs no mapping, and every trigger", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/autoscalers.md"), "utf8");
  for (const [name, { title, aggregation }] of Object.entries(FIGURES))
    expect(page).toContain(`| \`${name}\` | ${title} | ${aggregation} |`);
  for (const [name, figure] of Object.entries(KNOWN_METRICS))
    expect(page).toContain(`\`${name}\` (\`${figure}\`)`);
  for (const trigger of [...Object.keys(TRIGGERS), ...RESOURCE_TRIGGERS])
    expect(page).toContain(`\`${trigger}\``);
});
