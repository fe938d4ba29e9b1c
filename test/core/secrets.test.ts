import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretsOfHeader, secretsOfUrl } from "../../src/core/given-secrets.ts";
import { Secrets } from "../../src/core/secrets.ts";

function knowing(...texts: string[]): Secrets {
  const secrets = new Secrets();
  secrets.learn(texts);
  return secrets;
}

/** A secret as a header or a URL can hold it. */
const secret = fc
  .string({ minLength: 6, maxLength: 80, unit: "binary" })
  .filter((text) => !/\p{C}/u.test(text));

it("a value in a query that nobody writes by hand is a secret, whatever its name", () => {
  expect(secretsOfUrl("http://h/p?foo=aB3dE6gH9jK2mN5pQ8&api-version=2024-05-01-preview&x=1")).toEqual([
    "aB3dE6gH9jK2mN5pQ8",
  ]);
});

describe("a secret is hidden", () => {
  it("however its characters are escaped, for JSON, for a URL or for HTML", () => {
    const html = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
    const ascii = (text: string) =>
      JSON.stringify(text).replace(
        /[^ -~]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    const ways = [
      (text: string) => text,
      JSON.stringify,
      (text: string) => JSON.stringify(JSON.stringify(text).slice(1, -1)),
      encodeURIComponent,
      html,
      ascii,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...ways), (text, way) => {
        const written = way(text).replace(/^"|"$/g, "");
        expect(knowing(text).hide(`before ${written} after`)).toBe("before … after");
      }),
    );
  });

  it("also in capitals, in base64 wherever it stands there, and in hexadecimal", () => {
    const key = "zzTOPqq8899-ab";
    const hide = (text: string) => knowing(key).hide(text);
    expect(hide(`bad ${key.toUpperCase()} and ${key.toLowerCase()}`)).toBe("bad … and …");
    expect(hide(`bad ${Buffer.from(key).toString("hex")}.`)).toBe("bad ….");
    for (const before of ["", "x", "xy", "xyz"])
      expect(hide(Buffer.from(`${before}${key} more`).toString("base64"))).toMatch(/^[A-Za-z0-9]{0,4}…$/);
    expect(knowing("spring").hide("Spring and spring")).toBe("Spring and …");
  });

  it("also where its end was cut off, by the server or by us", () => {
    const key = "sk-0123456789abcdefghij";
    const hide = (text: string) => knowing(key).hide(text);
    expect(hide(`bad key ${key.slice(0, 14)}*** given`)).toBe("bad key …*** given");
    expect(hide(`bad key ${key.slice(0, 5)}`)).toBe("bad key …");
    expect(hide(`bad key "${key.slice(0, 5)}"…`)).toBe('bad key "…"…');
    expect(hide(`a key begins with ${key.slice(0, 5)} here`)).toContain("sk-01");
  });

  it("only as a whole word where it is short, and not at all where anybody could guess it", () => {
    expect(knowing("1234").hide("pass 1234, not 12345")).toBe("pass …, not 12345");
    expect(knowing("1").hide("1 of 10")).toBe("1 of 10");
  });

  it("in every text of a document, whose keys and numbers stay", () => {
    const document = { SECRET1: ["a SECRET1", 1, null], count: 5, deep: { text: "SECRET1" } };
    expect(knowing("SECRET1").hideIn(document)).toEqual({
      SECRET1: ["a …", 1, null],
      count: 5,
      deep: { text: "…" },
    });
    const clean = { text: "none", list: [1] };
    expect(knowing("SECRET1").hideIn(clean)).toBe(clean);
  });

  it("in any URL, known or not: user, password, and what is called a key", () => {
    expect(knowing().hide("see http://a:b@h/p?x=1&access_token=T1;z=2 and grpc://u@h")).toBe(
      "see http://…@h/p?x=1&access_token=…;z=2 and grpc://…@h",
    );
    expect(knowing().hide("http://h/p?code=7&sig=abc%2F#top, mail me@h")).toBe(
      "http://h/p?code=…&sig=…#top, mail me@h",
    );
    expect(knowing().hide("http://h/p?monkeys=7&email=a@b")).toBe("http://h/p?monkeys=7&email=a@b");
  });
});

it.each<[string, string[]]>([
  ["http://me:p%40ss%21word@h/", ["p@ss!word", "bWU6cEBzcyF3b3Jk"]],
  ["http://tok3nOfMine@h/", ["", "tok3nOfMine", "dG9rM25PZk1pbmU6"]],
  ["http://h/?api_key=AB%2FC&page=2&Token=xyz", ["AB/C", "xyz"]],
  ["http://h:1/plain?x=1", []],
  ["socks://me:hidden1@[", ["hidden1", "bWU6aGlkZGVuMQ=="]],
])("the secrets of the URL %s", (url, secrets) => {
  expect(secretsOfUrl(url)).toEqual(secrets);
});

it.each<[string, string[]]>([
  ["Accept: text/event-stream", []],
  ["Content-Type: application/json", []],
  ["X-Client: plimsoll", []],
  ["X-Version: 2024-05-01", []],
  ["X-Priority: 1", []],
  ["X-Trace: 7f3a9b", ["7f3a9b"]],
  ["Authorization: Bearer abc.DEF-1", ["Bearer abc.DEF-1", "abc.DEF-1"]],
  ["Cookie: a=b; session=xyz123", ["a=b; session=xyz123", "a=b", "session=xyz123", "xyz123"]],
  ["X-Api-Key: plain", ["plain"]],
])("the secrets of the header %s", (line, secrets) => {
  expect(secretsOfHeader(line)).toEqual(secrets);
});

it("the password within a header of Basic Authorization is a secret of its own", () => {
  expect(secretsOfHeader(`Authorization: Basic ${btoa("me:hidden1")}`)).toContain("hidden1");
});
