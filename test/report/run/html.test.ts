import { beforeAll, describe, expect, test } from "vitest";
import { html, prose, scriptJson } from "../../../src/report/page/markup.ts";
import { MOST_BYTES } from "../../../src/report/page/raw-data.ts";
import { renderRunReport } from "../../../src/report/run/html.ts";
import { type RunResult, runResultSchema } from "../../../src/result/run-result.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { embedded, textOf } from "../page-text.ts";
import { closedRun, deadRun, emptyRun, goodRun, onGpus, spread, streamed, troubledRun } from "./fixture.ts";

const RUNS = {
  good: deepFreeze(goodRun()),
  troubled: deepFreeze(troubledRun()),
  closed: deepFreeze(closedRun()),
  dead: deepFreeze(deadRun()),
  empty: deepFreeze(emptyRun()),
  streamed: deepFreeze(streamed(goodRun())),
  spread: deepFreeze(spread(goodRun())),
  gpus: deepFreeze(onGpus(goodRun())),
};
const PAGES: Record<string, string> = {};

beforeAll(async () => {
  for (const [name, result] of Object.entries(RUNS)) PAGES[name] = await renderRunReport(result);
});

describe.each(Object.keys(RUNS))("the report of a %s run", (name) => {
  const result = RUNS[name as keyof typeof RUNS];
  const page = () => PAGES[name] ?? "";

  test("needs nothing outside itself", () => {
    expect(page()).not.toMatch(/(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?\/\//i);
    expect(page()).not.toMatch(/@import|url\(\s*["']?(?!#)/i);
    expect(page()).not.toMatch(/<(?:link(?! rel="icon")|img|iframe|object|embed|form)\b/i);
    expect(page().match(/<script\b[^>]*>/g)).toEqual([
      '<script type="application/json" id="plimsoll-result">',
    ]);
    expect(page()).toContain("default-src &#39;none&#39;");
  });

  test("is below one megabyte and holds the result itself", () => {
    expect(new TextEncoder().encode(page()).length).toBeLessThan(MOST_BYTES);
    expect(embedded(page())).toEqual(result);
    expect(runResultSchema.safeParse(embedded(page())).success).toBe(true);
  });

  test("says the verdict before anything else", () => {
    const text = textOf(page().slice(page().indexOf("<body>")));
    expect(text.trim().startsWith(result.verdict.valid ? "VALID login-spike" : "INVALID login-spike")).toBe(
      true,
    );
  });

  test("gives every reason with its cure, before the first figure", () => {
    const top = textOf(page().slice(0, page().indexOf('class="tiles"'))).toLowerCase();
    for (const { message, cure } of result.verdict.reasons) {
      expect(top).toContain(message.replaceAll("`", "").toLowerCase());
      expect(top).toContain(cure.replaceAll("`", "").toLowerCase());
    }
  });

  test("no dash stands without a reason", () => {
    const text = textOf(page());
    for (const [key, reason] of Object.entries(result.latencyMs.sendLag.absent)) {
      if (result.latencyMs.sendLag.count > 0) expect(text, key).toContain(reason);
    }
    if (result.latencyMs.response.count === 0) expect(text).toContain("no request was answered");
  });

  test("ids are unique and no figure went wrong", () => {
    const ids = [...page().matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(textOf(page())).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  test("names schedule, seed, price source and a command that repeats it", () => {
    const text = textOf(page());
    for (const said of [
      result.schedule.sha256,
      `--seed ${result.seed}`,
      "plimsoll run login-spike",
      result.cost.priceSource,
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toContain("Example price.");
  });

  test("the same result gives the same bytes", async () => {
    expect(await renderRunReport(result)).toBe(page());
  });
});

const MARKUP = "<img src=x onerror=alert(1)></script><script>alert(1)</script>\"'&";

test("no text of the result becomes markup, wherever it stands", async () => {
  const poisoned = runResultSchema.parse(poison(RUNS.troubled)) as RunResult;
  const page = await renderRunReport(poisoned);
  expect(page).not.toContain("<img");
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(embedded(page)).toEqual(poisoned);
});

/** Markup in every text that a server, a file or a user may have written. */
function poison(result: RunResult): unknown {
  const free = (text: string) => `${text}${MARKUP}`;
  return {
    ...result,
    plimsollVersion: free("0"),
    command: ["plimsoll", free("run")],
    startedAt: free("now"),
    scenario: { ...result.scenario, description: free("spike") },
    target: {
      ...result.target,
      ...Object.fromEntries(
        ["kind", "url", "server", "model", "precision", "payload", "modelSha256"].map((key) => [
          key,
          free(key),
        ]),
      ),
      settings: { [free("key")]: free("value") },
    },
    endpoints: spread(result).endpoints.map((endpoint) => ({ ...endpoint, url: free("url") })),
    environment: { [free("cpu")]: free("fast") },
    load: { ...result.load, arrivals: free("gaps") },
    schedule: { ...result.schedule, sha256: free("ab") },
    requests: {
      ...result.requests,
      failures: result.requests.failures.map((f) => ({ ...f, failure: free("f"), example: free("e") })),
    },
    telemetry: onGpus(result).telemetry.map((gpu) => ({
      ...gpu,
      name: free("gpu"),
      uuid: free("uuid"),
      throttledBy: [free("heat")],
      absent: { [free("key")]: free("reason") },
    })),
    telemetryAbsent: free("No devices were found"),
    slo: [{ objective: free("p99"), observedMs: 1, holds: true, note: free("note") }],
    verdict: {
      valid: false,
      reasons: [{ code: free("c"), message: free("m"), cure: free("cure") }],
      checks: [{ code: free("c"), title: free("t"), observed: free("o"), limit: free("l"), holds: true }],
    },
    cost: { ...result.cost, currency: free("EUR"), priceSource: free("list"), note: free("n") },
    latencyMs: {
      ...result.latencyMs,
      response: { ...result.latencyMs.response, p99: null, absent: { p99: free("few") } },
    },
  };
}

test("synthetic weights, a partial and a simulated run are said at the top", async () => {
  const top = (page: string) => textOf(page.slice(0, page.indexOf('class="tiles"')));
  expect(top(PAGES.troubled ?? "")).toContain("Synthetic weights.");
  expect(top(PAGES.troubled ?? "")).toContain("ended after 40 s of the 60 s");
  expect(top(PAGES.good ?? "")).not.toMatch(/Synthetic|Partial|Simulated/);
  expect(top(PAGES.closed ?? "")).toContain("Closed loop. The server's slowness slows the load");
  expect(textOf(PAGES.closed ?? "")).toContain("4 users sent one request after another");
  expect(textOf(PAGES.closed ?? "")).not.toContain("The generator and its machine");
  const simulated = await renderRunReport({ ...RUNS.good, source: "simulated" });
  expect(top(simulated)).toContain("Simulated. No server was involved");
});

test("shows how sure the figures are, and how the generator fared beside its machine", async () => {
  const { response } = RUNS.good.latencyMs;
  const sure = (interval: { low: number; high: number } | null, absent: string | null) => ({
    interval,
    varianceInflation: 17.25,
    effectiveCount: 752.9,
    batches: 19,
    absent,
  });
  const confidence = { p50: sure({ low: 4.41, high: 5.62 }, null), p99: sure(null, "too few to tell") };
  const generator = RUNS.good.generator && { ...RUNS.good.generator, stealShare: 0.123, meanInFlight: 9.87 };
  const text = textOf(
    await renderRunReport({
      ...RUNS.good,
      generator,
      latencyMs: { ...RUNS.good.latencyMs, response: { ...response, confidence } },
    }),
  );
  for (const said of [
    "4.41 – 5.62",
    "17.3",
    "752",
    "p99: too few to tell",
    "stolen 12 %",
    "9.87 by counting",
  ])
    expect(text).toContain(said);
});

test("figures follow the data", async () => {
  const changed: RunResult = {
    ...RUNS.good,
    load: { ...RUNS.good.load, offeredPerSec: 1234.56 },
    latencyMs: {
      ...RUNS.good.latencyMs,
      response: { ...RUNS.good.latencyMs.response, p99: 87.65, p999: null, absent: { p999: "too few" } },
    },
    cost: { ...RUNS.good.cost, perMillionRequests: 4.321, utilisation: 0.42, priceIsExample: false },
  };
  const text = textOf(await renderRunReport(changed));
  for (const said of ["1,235/s", "87.7 ms", "response p99.9: too few", "$4.32", "42.0 %"]) {
    expect(text).toContain(said);
    expect(textOf(PAGES.good ?? "")).not.toContain(said);
  }
});

test("a very long run leaves out what does not fit, and says so", async () => {
  const second = RUNS.good.windows[10];
  if (second === undefined) throw new Error("the fixture has windows");
  const windows = Array.from({ length: 12_000 }, (_, i) => ({ ...second, startMs: i * 1000 }));
  const page = await renderRunReport({ ...RUNS.good, windows });
  expect(new TextEncoder().encode(page).length).toBeLessThan(MOST_BYTES);
  expect(textOf(page)).toContain("Left out for size: histograms and windows");
  expect(embedded(page)).toMatchObject({ kind: "run", seed: RUNS.good.seed });
});

describe("markup", () => {
  test("escapes every value, and what is markup already only once", () => {
    const inner = html`<b>${"<&\"'>"}</b>`;
    expect(html`<p>${[inner, 1, null, false, undefined]}</p>`.text).toBe(
      "<p><b>&lt;&amp;&quot;&#39;&gt;</b>1</p>",
    );
  });

  test("a sentence gets a capital, and code between backticks", () => {
    expect(prose("lower `--rate` <now>").text).toBe("Lower <code>--rate</code> &lt;now&gt;");
    expect(prose("small: its price is stated").text).toBe("small: its price is stated");
  });

  test("JSON cannot end its script element", () => {
    const json = scriptJson({ text: "</script><!--" }).text;
    expect(json).not.toContain("<");
    expect(JSON.parse(json)).toEqual({ text: "</script><!--" });
  });
});

test("the report of a streamed run has its tokens, drawn and defined; that of another run does not", () => {
  const text = textOf(PAGES.streamed ?? "");
  for (const part of [
    "TTFT",
    "Chunk gap",
    "Time per output token",
    "Per million output tokens",
    "Tokens in a chunk 2.00",
  ])
    expect(text).toContain(part);
  expect(PAGES.streamed).toContain('id="token-times"');
  expect(textOf(PAGES.good ?? "")).not.toMatch(/TTFT|output token/);
});

test("several endpoints stand one below the other, each with what became of its requests; one is no table", () => {
  const text = textOf(PAGES.spread ?? "");
  for (const { url, requests } of RUNS.spread.endpoints) {
    const counts = [requests.scheduled, requests.ok, requests.failed].map((n) => n.toLocaleString("en-US"));
    const failed = requests.failed === 0 ? "" : `${counts[2]} error `;
    expect(text).toContain(`${url} ${failed}${counts.join(" ")}`);
  }
  expect(text).toContain("no request was answered");
  expect(text).not.toContain("went to none of these");
  expect(PAGES.good).not.toContain('id="endpoints"');
});

test("what happened inside the server is a table, with a doubt about whose requests they were", async () => {
  const serverStatistics = {
    requests: 5000,
    failed: 2,
    unexplained: 1200,
    executions: 1250,
    meanBatch: 4,
    queueMs: 1.25,
    computeInputMs: 0.012,
    computeInferMs: 3.5,
    computeOutputMs: null,
  };
  const text = textOf(await renderRunReport({ ...goodRun(), serverStatistics }));
  for (const part of [
    "5,000 requests answered well, 2 failed",
    "1,250 runs",
    "4.00 items",
    "1.25 ms",
    "somebody else",
  ])
    expect(text).toContain(part);
  const serverStatisticsAbsent = "<b>403</b>";
  const page = await renderRunReport({ ...goodRun(), serverStatisticsAbsent });
  expect(page).toContain("Not known: &lt;b&gt;403&lt;/b&gt;");
  expect(textOf(PAGES.good ?? "")).not.toContain("Inside the server");
});

test("shows each GPU, what is known of all together, and why a figure is missing", async () => {
  const text = textOf(PAGES.gpus ?? "");
  for (const part of [
    "0: NVIDIA H100 80GB HBM3 87.1 % at most 100 % 512 at most 699 30.7 kJ 2.33 J 41.2 of 79.6",
    "1,755 at least 1,410 61.0",
    "3.12 % power cap",
    "together 1,025 61.5 kJ 3.45 J",
    "GPU 1, busy: the driver does not say it",
  ])
    expect(text).toContain(part);
  expect(textOf(PAGES.good ?? "")).not.toContain("The GPUs");
  const telemetryAbsent = "nvidia-smi ended by itself (code 9)";
  const broken = await renderRunReport({ ...onGpus(goodRun()), telemetryAbsent });
  expect(textOf(broken)).toContain(`Not known to the end: ${telemetryAbsent}`);
  expect(textOf(await renderRunReport({ ...goodRun(), telemetryAbsent }))).toContain(
    `The GPUs Not known: ${telemetryAbsent}`,
  );
});
