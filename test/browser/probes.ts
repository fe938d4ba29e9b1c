import type { Page } from "playwright-core";

// The functions given to the page run in the browser. Its globals are declared here, as far as they are used,
// because the types of a whole DOM would reach every file of this project.
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}
interface Node {
  readonly textContent: string | null;
  readonly parentElement: Element | null;
}
interface Element extends Node {
  readonly id: string;
  readonly tagName: string;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Box;
  querySelectorAll(selector: string): Iterable<Element>;
  closest(selector: string): Element | null;
}
declare const document: {
  readonly body: Element;
  readonly documentElement: Element & { readonly scrollWidth: number; readonly clientWidth: number };
  querySelectorAll(selector: string): Iterable<Element>;
  createTreeWalker(root: Element, what: number): { nextNode(): Node | null };
};
declare function getComputedStyle(element: Element): Record<"color" | "fill" | "backgroundColor", string>;
declare const NodeFilter: { readonly SHOW_TEXT: number };

export function pageWidths(page: Page): Promise<{ scroll: number; client: number }> {
  return page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
}

export function headingLevels(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("h1,h2,h3,h4")].map((h) => Number(h.tagName.slice(1))),
  );
}

export function bodyBackground(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** For every figure: how many of its drawings show, and where the first of them is. */
export function chartBoxes(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("figure")].map((figure) => {
      const boxes = [...figure.querySelectorAll("svg")].map((svg) => svg.getBoundingClientRect());
      const shown = boxes.filter((box) => box.width > 0);
      const { width = 0, height = 0, right = 0 } = shown[0] ?? {};
      return { id: figure.id, shown: shown.length, width, height, right };
    }),
  );
}

/** Texts of charts that are cut off by the drawing's edge, drawn too small, or lie on each other. */
export function chartTextProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    for (const figure of document.querySelectorAll("figure")) {
      const svg = [...figure.querySelectorAll("svg")].find((s) => s.getBoundingClientRect().width > 0);
      if (svg === undefined) continue;
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll("text")].filter((text) => text.getAttribute("opacity") !== "0");
      const boxes = texts.map((text) => ({
        said: `${figure.id}: ${text.textContent}`,
        box: text.getBoundingClientRect(),
      }));
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

/** Computed colours against the nearest background that is painted (WCAG 2 contrast ratio). */
export function faintTexts(page: Page): Promise<{ seen: number; faint: string[] }> {
  return page.evaluate(() => {
    const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (rgb: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((v) => {
        const c = v / 255;
        return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element): number[] => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
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
      const text = node.textContent?.trim() ?? "";
      if (text === "" || element === null || element.tagName === "SCRIPT") continue;
      if (element.getBoundingClientRect().width === 0 || element.getAttribute("opacity") === "0") continue;
      const style = getComputedStyle(element);
      const front = luminance(parse(element.closest("svg") === null ? style.color : style.fill));
      const back = luminance(behind(element));
      const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
      seen++;
      if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${element.tagName} "${text.slice(0, 40)}"`);
    }
    return { seen, faint };
  });
}
