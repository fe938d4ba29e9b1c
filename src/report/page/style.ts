/** The style sheet of every report. Colours are variables, which the charts use too. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #fff; --fg: #1b2430; --muted: #586273; --line: #dfe3e9; --soft: #f5f6f9;
  --good: #0a6b4a; --good-bg: #e7f5ee; --bad: #b3261e; --bad-bg: #fdeeec; --note-bg: #fff6e0; --note: #7a5200;
  --grid: #e8ebf0; --axis: #a3acb9; --shade: #f0f2f6;
  --planned: #8a94a3; --actual: #0072b2; --service: #8cc9ee; --median: #008a63; --extreme: #b5568c; --failed: #d55e00;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --bg: #12161c; --fg: #e7ebf1; --muted: #a2adbb; --line: #2b333e; --soft: #1a2029;
    --good: #5fd3a5; --good-bg: #12291f; --bad: #ff9a8f; --bad-bg: #331917; --note-bg: #2f2610; --note: #f0c869;
    --grid: #262d37; --axis: #5a6675; --shade: #1c222c;
    --planned: #808c9c; --actual: #5bb4ef; --service: #1f5f8c; --median: #35c798; --extreme: #e18cc0; --failed: #ff8c4a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--bg); color: var(--fg);
  font: 16px/1.55 ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main, footer { max-width: 808px; margin: 0 auto; padding: 0 24px; }
main { padding-top: 40px; }
section { margin-top: 56px; }
h1 { margin: 0; font-size: 30px; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; }
h1 .name { overflow-wrap: anywhere; }
h2 { margin: 0 0 16px; padding-bottom: 6px; border-bottom: 1px solid var(--line); font-size: 21px; line-height: 1.3; font-weight: 620; }
h3 { margin: 24px 0 8px; font-size: 15px; font-weight: 620; }
p { margin: 0 0 12px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.86em; }
pre { margin: 0 0 16px; padding: 12px 14px; background: var(--soft); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
p code { white-space: nowrap; }
pre code { font-size: 13.5px; }
.quiet, .meta, .under, figcaption, caption, .note, .footnote { color: var(--muted); }

.badge {
  display: inline-block; padding: 3px 10px; border-radius: 5px; font-size: 15px; font-weight: 700;
  letter-spacing: 0.05em; vertical-align: 4px; border: 1.5px solid;
}
.badge.good { color: var(--good); background: var(--good-bg); }
.badge.bad { color: var(--bad); background: var(--bad-bg); }
.chip { font-size: 14px; font-weight: 400; letter-spacing: 0; color: var(--muted); vertical-align: 4px; }
.mark { font-weight: 600; white-space: nowrap; }
.mark.good { color: var(--good); }
.mark.bad { color: var(--bad); }
.lead { margin: 8px 0 2px; font-size: 18px; }
.grounds { margin: 12px 0 6px; }
.meta { margin-bottom: 20px; font-size: 14px; overflow-wrap: anywhere; }
.reasons { margin: 0 0 16px; padding: 14px 18px 6px; background: var(--bad-bg); border-left: 4px solid var(--bad); border-radius: 4px; }
.reasons h2 { margin: 0 0 8px; padding: 0; border: 0; font-size: 16px; color: var(--bad); }
.reasons ol { margin: 0; padding-left: 20px; }
.reasons li p { margin: 0; }
.reasons li { margin-bottom: 10px; }
.cure::before { content: "→ "; }
.cure { color: var(--muted); }
.notices, .notice { margin: 0 0 16px; padding: 10px 18px; background: var(--note-bg); border-left: 4px solid var(--note); border-radius: 4px; }
.notices { list-style: none; }
.notices li + li { margin-top: 6px; }
.notices strong, .notice strong { color: var(--note); }

.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1px; margin: 0 0 24px; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.tiles > :last-child:nth-child(3n + 1) { grid-column: span 3; }
.tiles > :last-child:nth-child(3n + 2) { grid-column: span 2; }
.tiles > div { padding: 14px 16px 12px; background: var(--bg); }
.tiles dt { color: var(--muted); font-size: 14px; }
.tiles dd { margin: 0; }
.tiles .value { display: block; font-size: 27px; line-height: 1.3; font-weight: 620; letter-spacing: -0.01em; white-space: nowrap; }
.tiles .note { display: block; font-size: 13px; line-height: 1.4; }
.summary { font-size: 17px; }

figure { margin: 0 0 28px; }
figure svg { display: block; max-width: 100%; height: auto; }
figure svg.narrow { display: none; }
figcaption { margin-top: 8px; font-size: 14px; }
.no-data { padding: 10px 14px; background: var(--soft); border-radius: 4px; color: var(--muted); }

.scroll { overflow-x: auto; margin-bottom: 20px; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; line-height: 1.4; }
caption { text-align: left; font-size: 13.5px; padding-bottom: 6px; }
caption span { display: inline-block; max-width: calc(100vw - 32px); }
th, td { padding: 7px 12px 7px 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child, .compact th:last-child, .compact td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 13px; border-bottom-color: var(--axis); vertical-align: bottom; }
.compact { width: auto; min-width: min(100%, 540px); }
.compact th, .compact td { padding-right: 32px; }
.num { text-align: right; white-space: nowrap; }
tbody th { font-weight: 560; }
.under { display: block; font-size: 13px; font-weight: 400; }
.failures .example { overflow-wrap: anywhere; min-width: 180px; }
.by-name th:first-child { min-width: 170px; max-width: 310px; }
.points td { padding: 4px 10px 4px 0; font-size: 13.5px; }
.footnote { font-size: 13.5px; }
.footnote + .footnote, .footnote + .scroll { margin-top: 20px; }
.footnote p { margin: 0; }
.footnote ul { margin: 4px 0 0; padding-left: 18px; }
.formula { font-size: 17px; }

.facts { margin: 0; font-size: 14.5px; }
.facts > div { display: grid; grid-template-columns: 168px 1fr; gap: 12px; padding: 5px 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); overflow-wrap: anywhere; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.hash { word-break: break-all; }
.definitions { margin: 0; font-size: 14.5px; }
.definitions > div { display: grid; grid-template-columns: 168px 1fr; gap: 12px; padding: 6px 0; }
.definitions dt { font-weight: 560; }
.definitions dd { margin: 0; }
footer { margin-top: 64px; margin-bottom: 40px; padding-top: 16px; color: var(--muted); font-size: 13.5px; }
.brand { font-weight: 600; }
/* A name inside a plot stands out from the lines behind it. */
[class*=" limit_"] text { paint-order: stroke; stroke: var(--bg); stroke-width: 3px; stroke-linejoin: round; }
.logo { vertical-align: -2px; margin-right: 4px; }

@media screen and (max-width: 800px) {
  body { font-size: 15.5px; }
  main, footer { padding-left: 16px; padding-right: 16px; }
  main { padding-top: 24px; }
  section { margin-top: 44px; }
  h1 { font-size: 25px; }
  .facts > div, .definitions > div { grid-template-columns: 1fr; gap: 0; }
}
@media screen and (max-width: 700px) {
  .percentiles .under { display: none; }
  .by-name th:first-child { min-width: 118px; }
  .compact th, .compact td { padding-right: 14px; }
  .failures .example { min-width: 140px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .tiles > :last-child:nth-child(n) { grid-column: auto; }
  .tiles > :last-child:nth-child(odd) { grid-column: span 2; }
  .tiles .value { font-size: 23px; }
  figure svg.wide { display: none; }
  figure svg.narrow { display: block; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; }
  main, footer { max-width: none; padding: 0; }
  section { margin-top: 28pt; }
  figure, table, .tiles, .reasons, .facts > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  figure svg.wide { display: block; }
  figure svg.narrow { display: none; }
  .badge, .reasons, .notices, .notice { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
@page { margin: 16mm; }
`;
