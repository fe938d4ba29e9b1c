import { expect, test } from "vitest";
import { html, scriptJson, verbatim } from "../../../src/report/page/markup.ts";

test("a foreign text cannot move what stands beside it, in the text or in an attribute", () => {
  expect(html`<p title="${"a\u202eb"}">${"x\u0000\u001by"}</p>`.text).toBe(
    '<p title="a&lt;U+202E&gt;b">x␀␛y</p>',
  );
  expect(html`<p>${"שלום"} 29 Nov</p>`.text).toBe("<p>\u2068שלום\u2069 29 Nov</p>");
});

test("an overlong name is cut and says how long it is; a command to copy is whole", () => {
  const name = "n".repeat(10_004);
  expect(html`<td>${name}</td>`.text).toBe(`<td>${"n".repeat(200)}… (10,004 characters)</td>`);
  expect(html`<code>${verbatim(`run --body ${name}`)}</code>`.text).toContain(name);
});

test("a document in the page holds no control character, and is the same when it is read", () => {
  const document = { name: "</script>\u0000\u007f\u202e\u009b 😀" };
  const { text } = scriptJson(document);
  expect(text).not.toMatch(/\p{C}|</u);
  expect(JSON.parse(text)).toEqual(document);
});
