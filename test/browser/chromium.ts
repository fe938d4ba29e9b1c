import { type Browser, chromium, type Page } from "playwright-core";

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.PLIMSOLL_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Visit {
  readonly page: Page;
  /** Everything the page asked for beyond its own file; all of it is refused. */
  readonly requests: string[];
  /** Console errors and uncaught exceptions. */
  readonly errors: string[];
}

export interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

/** Opens a file without network and without scripts of its own. */
export async function visit(browser: Browser, url: string, look: Look): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.colorScheme,
    offline: true,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  await page.route("**/*", (route) => {
    const asked = route.request().url();
    if (asked === url || asked.startsWith("data:")) return route.continue();
    requests.push(asked);
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  return { page, requests, errors };
}
