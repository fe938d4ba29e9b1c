import { type Html, html, trusted } from "./markup.ts";
import { STYLE } from "./style.ts";

/** The content security policy: nothing is loaded and no script runs, whatever text of a server is in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The icon of the page: the load line of a ship, a circle with a line through it. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http:%2F%2Fwww.w3.org%2F2000%2Fsvg' viewBox='0 0 16 16'%3E%3Cg fill='none' stroke='%230072b2' stroke-width='2'%3E%3Ccircle cx='8' cy='8' r='5'/%3E%3Cpath d='M0 8h16'/%3E%3C/g%3E%3C/svg%3E";

const MARK = trusted(
  '<svg class="logo" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="2"><circle cx="12" cy="8" r="6"/><path d="M1 8h22"/></g></svg>',
);

/** The frame of every report: an HTML page with title, body and footer. */
export function page(title: string, body: Html, footer: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Plimsoll</title>
<link rel="icon" href="${trusted(ICON)}">
<style>${trusted(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
<footer><p class="brand">${MARK} Plimsoll</p>
${footer}</footer>
</body>
</html>
`;
}
