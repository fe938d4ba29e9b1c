import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderCapacityReport } from "../../src/report/capacity/html.ts";
import { renderPlanReport } from "../../src/report/plan/html.ts";
import { renderRunReport } from "../../src/report/run/html.ts";
import { renderSweepReport } from "../../src/report/sweep/html.ts";
import { capacityResult } from "../capacity/fixture.ts";
import { infeasiblePlan, planResult } from "../report/plan/fixture.ts";
import { deadRun, goodRun, runResult, troubledRun } from "../report/run/fixture.ts";
import { adaptiveSweep, richSweep, sweepResult } from "../report/sweep/fixture.ts";
import { type Look, launchChromium, type Visit, visit } from "./chromium.ts";
import {
  bodyBackground,
  chartBoxes,
  chartTextProblems,
  faintTexts,
  headingLevels,
  pageWidths,
} from "./probes.ts";

/** Reports, screenshots and prints stay here, to be looked at. */
const OUT = join(tmpdir(), "plimsoll-report");

const PAGES = {
  "good-run": { render: () => renderRunReport(goodRun()), leastCharts: 5 },
  "troubled-run": { render: () => renderRunReport(troubledRun()), leastCharts: 6 },
  "dead-run": { render: () => renderRunReport(deadRun()), leastCharts: 3 },
  "full-sweep": { render: () => renderSweepReport(sweepResult()), leastCharts: 4 },
  "adaptive-sweep": { render: () => renderSweepReport(adaptiveSweep()), leastCharts: 4 },
  "load-line": { render: () => renderCapacityReport(capacityResult()), leastCharts: 1 },
  plan: { render: () => renderPlanReport(planResult()), leastCharts: 3 },
  "infeasible-plan": { render: () => renderPlanReport(infeasiblePlan()), leastCharts: 1 },
  "rich-sweep": { render: () => renderSweepReport(richSweep()), leastCharts: 5 },
} as const;

const LOOKS: readonly (readonly [string, Look])[] = [
  ["light", { width: 1280, colorScheme: "light" }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["phone", { width: 390, colorScheme: "light" }],
  ["phone-dark", { width: 390, colorScheme: "dark" }],
];

let browser: Browser;

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  for (const [name, { render }] of Object.entries(PAGES)) {
    writeFileSync(join(OUT, `${name}.html`), await render());
  }
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe.each(Object.keys(PAGES) as (keyof typeof PAGES)[])("the report of a %s", (run) => {
  const url = pathToFileURL(join(OUT, `${run}.html`)).href;

  describe.each(LOOKS)("%s", (name, look) => {
    let seen: Visit;

    beforeAll(async () => {
      seen = await visit(browser, url, look);
      await seen.page.screenshot({ path: join(OUT, `${run}-${name}.png`), fullPage: true });
    });
    afterAll(async () => {
      await seen?.page.context().close();
    });

    test("asks for nothing and complains of nothing", () => {
      expect(seen.requests).toEqual([]);
      expect(seen.errors).toEqual([]);
    });

    test("does not scroll sideways", async () => {
      const { scroll, client } = await pageWidths(seen.page);
      expect(scroll).toBeLessThanOrEqual(client);
    });

    test("shows each chart once, inside the page", async () => {
      const boxes = await chartBoxes(seen.page);
      expect(boxes.length).toBeGreaterThanOrEqual(PAGES[run].leastCharts);
      for (const box of boxes) {
        expect(box.shown, box.id).toBe(1);
        expect(box.width, box.id).toBeGreaterThan(300);
        expect(box.height, box.id).toBeGreaterThan(60);
        expect(box.right, box.id).toBeLessThanOrEqual(look.width);
      }
    });

    test("keeps the text of charts inside their frame, apart and readable", async () => {
      expect(await chartTextProblems(seen.page)).toEqual([]);
    });

    test("text has a contrast of at least 4.5 against what is behind it", async () => {
      const { seen: texts, faint } = await faintTexts(seen.page);
      expect(texts).toBeGreaterThan(100);
      expect(faint).toEqual([]);
    });

    test("one h1 first, then headings without a missing level", async () => {
      const levels = await headingLevels(seen.page);
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [i, level] of levels.slice(1).entries())
        expect(level - (levels[i] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test("prints in light colours whatever the screen has", async () => {
    const { page } = await visit(browser, url, { width: 1280, colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await bodyBackground(page)).toBe("rgb(255, 255, 255)");
    expect((await faintTexts(page)).faint).toEqual([]);
    writeFileSync(join(OUT, `${run}.pdf`), await page.pdf({ format: "A4", printBackground: false }));
    await page.context().close();
  });
});

test("text from a server cannot run as a script", async () => {
  const result = runResult({ seconds: 10, warmupSec: 0 });
  const hostile =
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
  const file = join(OUT, "hostile.html");
  writeFileSync(
    file,
    await renderRunReport({ ...result, target: { ...result.target, model: hostile, server: hostile } }),
  );
  const { page, requests } = await visit(browser, pathToFileURL(file).href, {
    width: 1280,
    colorScheme: "light",
  });
  expect(await page.title()).toContain("login-spike");
  expect(await page.locator("img").count()).toBe(0);
  expect(requests).toEqual([]);
  await page.context().close();
});
