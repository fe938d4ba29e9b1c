import { printable } from "./format.ts";

/** A text in which nothing is Markdown or HTML: a server or a command may have written it. */
export function markdownText(content: string): string {
  return printable(content)
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}

/** A text as code in Markdown, fenced by more backticks than it has in a row. */
export function markdownCode(content: string): string {
  const safe = printable(content);
  const longest = [...safe.matchAll(/`+/g)].reduce((most, [ticks]) => Math.max(most, ticks.length), 0);
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${safe}${pad}${fence}`;
}
