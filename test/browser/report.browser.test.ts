import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderRunReport } from "../../src/report/html.ts";
import { deadRun, runResult, troubledRun } from "../report/fixture.ts";
import { launchChromium, type Look, type Visit, visit } from "./chromium.ts";

const OUT = join(tmpdir(), "plimsoll-report");

const RUNS = {
  good: () => runResult({ slo: [{ objective: "p99<=800ms", observedMs: 512, holds: true, note: null }] }),
  troubled: troubledRun,
  dead: deadRun,
};
const LOOKS: Record<string, Look> = {
  light: { width: 1280, colorScheme: "light" },
  dark: { width: 1280, colorScheme: "dark" },
  phone: { width: 390, colorScheme: "light" },
  "phone-dark": { width: 390, colorScheme: "dark" },
};

let browser: Browser;

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  for (const [name, make] of Object.entries(RUNS)) {
    writeFileSync(join(OUT, `${name}.html`), await renderRunReport(make()));
  }
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
});

describe.each(Object.keys(RUNS))("the report of a %s run", (run) => {
  const url = pathToFileURL(join(OUT, `${run}.html`)).href;

  describe.each(Object.keys(LOOKS))("%s", (name) => {
    const look = LOOKS[name] as Look;
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
      const { scroll, client } = await seen.page.evaluate(() => ({
        scroll: document.documentElement.scrollWidth,
        client: document.documentElement.clientWidth,
      }));
      expect(scroll).toBeLessThanOrEqual(client);
    });

    test("shows each chart once, inside the page", async () => {
      const boxes = await chartBoxes(seen.page);
      expect(boxes.length).toBeGreaterThanOrEqual(run === "dead" ? 3 : 5);
      for (const box of boxes) {
        expect(box.shown, box.id).toBe(1);
        expect(box.width, box.id).toBeGreaterThan(300);
        expect(box.height, box.id).toBeGreaterThan(60);
        expect(box.right, box.id).toBeLessThanOrEqual(look.width);
      }
    });

    test("keeps the text of charts inside their frame, in a readable size", async () => {
      expect(await chartTextProblems(seen.page)).toEqual([]);
    });

    test("text has a contrast of at least 4.5 against what is behind it", async () => {
      const { seen: texts, faint } = await faintTexts(seen.page);
      expect(texts).toBeGreaterThan(100);
      expect(faint).toEqual([]);
    });

    test("one h1 first, then headings without a missing level", async () => {
      const levels = await seen.page.$$eval("h1,h2,h3,h4", (all) => all.map((h) => Number(h.tagName.slice(1))));
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      levels.slice(1).forEach((level, i) => {
        expect(level - (levels[i] ?? 0)).toBeLessThanOrEqual(1);
      });
    });
  });

  test("prints in light colours whatever the screen has", async () => {
    const { page } = await visit(browser, url, { width: 1280, colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(background).toBe("rgb(255, 255, 255)");
    writeFileSync(join(OUT, `${run}.pdf`), await page.pdf({ format: "A4", printBackground: false }));
    await page.context().close();
  });
});

test("text from a server cannot run as a script", async () => {
  const result = runResult({ seconds: 10, warmupSec: 0 });
  const hostile = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
  const file = join(OUT, "hostile.html");
  writeFileSync(file, await renderRunReport({ ...result, target: { ...result.target, model: hostile, server: hostile } }));
  const { page, requests } = await visit(browser, pathToFileURL(file).href, LOOKS.light as Look);
  expect(await page.title()).toContain("login-spike");
  expect(await page.locator("img").count()).toBe(0);
  expect(requests).toEqual([]);
  await page.context().close();
});

function chartBoxes(page: Page) {
  return page.$$eval("figure", (figures) =>
    figures.map((figure) => {
      const shown = [...figure.querySelectorAll("svg")].map((s) => s.getBoundingClientRect()).filter((b) => b.width > 0);
      const { width = 0, height = 0, right = 0 } = shown[0] ?? {};
      return { id: figure.id, shown: shown.length, width, height, right };
    }),
  );
}

/** Texts of charts that are cut off by the drawing's edge, drawn too small, or lie on each other. */
function chartTextProblems(page: Page): Promise<string[]> {
  return page.$$eval("figure", (figures) => {
    const problems: string[] = [];
    for (const figure of figures) {
      const svg = [...figure.querySelectorAll("svg")].find((s) => s.getBoundingClientRect().width > 0);
      if (svg === undefined) continue;
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll("text")].filter((text) => text.getAttribute("opacity") !== "0");
      const boxes = texts.map((text) => ({ said: `${figure.id}: ${text.textContent}`, box: text.getBoundingClientRect() }));
      for (const { said, box } of boxes) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1) problems.push(`cut off: ${said}`);
        if (box.top < frame.top - 2 || box.bottom > frame.bottom + 2) problems.push(`cut off: ${said}`);
        if (box.height < 10) problems.push(`too small: ${said}`);
      }
      boxes.forEach((a, i) => {
        for (const b of boxes.slice(i + 1)) {
          const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (wide > 1 && high > 3) problems.push(`overlap: ${a.said} with ${b.said}`);
        }
      });
    }
    return problems;
  });
}

/** Computed colours against the nearest background that is painted (WCAG 2 relative luminance). */
function faintTexts(page: Page): Promise<{ seen: number; faint: string[] }> {
  return page.evaluate(() => {
    const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (rgb: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((v) => {
        const c = v / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): number[] => {
      for (let at = element; at !== null; at = at.parentElement) {
        const rgb = parse(getComputedStyle(at).backgroundColor);
        if ((rgb[3] ?? 1) > 0) return rgb;
      }
      return [255, 255, 255];
    };
    const faint: string[] = [];
    let seen = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim();
      if (!text || element === null || element.getBoundingClientRect().width === 0 || element.tagName === "SCRIPT") continue;
      const style = getComputedStyle(element);
      const inSvg = element.closest("svg") !== null;
      if (inSvg && element.getAttribute("opacity") === "0") continue;
      const front = luminance(parse(inSvg ? style.fill : style.color));
      const back = luminance(behind(element));
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      seen++;
      if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.tagName} "${text.slice(0, 40)}"`);
    }
    return { seen, faint };
  });
}
