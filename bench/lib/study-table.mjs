import { readFileSync, writeFileSync } from "node:fs";

/**
 * Puts the table of a study into a page of the documentation, between the marks that name it.
 *
 * @param {URL} page
 * @param {string} name the name in `<!-- study: NAME -->`
 * @param {string} table Markdown
 */
export function writeStudy(page, name, table) {
  const text = readFileSync(page, "utf8");
  const begin = `<!-- study: ${name} -->\n`;
  const from = text.indexOf(begin);
  const to = text.indexOf("<!-- end of study -->", from);
  if (from < 0 || to < 0) throw new Error(`${page.pathname} has no marks of the study ${name}`);
  writeFileSync(page, `${text.slice(0, from + begin.length)}${table.trim()}\n${text.slice(to)}`);
}
