import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, test } from "vitest";

/** The layers of docs/architecture.md. A pure folder may import the pure folders before it. */
const PURE = [
  "core",
  "wire",
  "arrivals",
  "payloads",
  "scenario",
  "result",
  "cost",
  "stats",
  "batching",
  "traces",
  "sweep",
  "simulator",
  "capacity",
  "planning",
  "gate",
  "compare",
  "history",
  "report",
];
const MEANS = ["transport", "onnx", "host"];
const ADAPTERS = ["targets", "telemetry", "server", "store", "config"];
const REAL_TIME = ["engine"];

const root = join(import.meta.dirname, "..", "src");

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: SourceFile[] = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    return { path, folder: path.includes(sep) ? (path.split(sep)[0] ?? "") : "", text, imports };
  });

/** Folder of `src` that a relative import leads to; undefined for packages. */
function folderOf(file: SourceFile, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = relative(root, join(root, file.path, "..", specifier));
  return target.includes(sep) ? target.split(sep)[0] : "";
}

function mayImport(folder: string): readonly string[] {
  if (PURE.includes(folder)) return PURE.slice(0, PURE.indexOf(folder) + 1);
  if (MEANS.includes(folder)) return [...PURE, folder];
  if (ADAPTERS.includes(folder)) return [...PURE, ...MEANS, folder];
  if (REAL_TIME.includes(folder)) return [...PURE, ...MEANS, ...ADAPTERS, folder];
  return [...PURE, ...MEANS, ...ADAPTERS, ...REAL_TIME, "commands", "cli", ""];
}

test("the check sees the source, and knows every folder", () => {
  expect(files.length).toBeGreaterThan(500);
  const known = [...PURE, ...MEANS, ...ADAPTERS, ...REAL_TIME, "commands", "cli", ""];
  expect([...new Set(files.map((file) => file.folder))].filter((folder) => !known.includes(folder))).toEqual(
    [],
  );
});

test("Biome holds the same folders to be pure, and the page draws those that exist in the same order", () => {
  const read = (path: string) => readFileSync(join(root, "..", path), "utf8");
  const held = /"src\/\{([^}]+)\}\/\*\*"/.exec(read("biome.json"))?.[1];
  expect(held?.split(",")).toEqual(PURE);
  const row = /^\| 0 pure \|([^|]+)\|/m.exec(read("docs/architecture.md"))?.[1] ?? "";
  const drawn = [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
  const existing = PURE.filter((folder) => files.some((file) => file.folder === folder));
  expect(drawn).toEqual(existing);
});

test("imports point only to lower layers", () => {
  const wrong = files.flatMap((file) =>
    file.imports.flatMap((specifier) => {
      const folder = folderOf(file, specifier);
      // Options are declared where they are used; the configuration gathers them.
      const options = file.folder === "config" && /^\.\.\/\w+\/options\.ts$/.test(specifier);
      return folder === undefined || options || mayImport(file.folder).includes(folder)
        ? []
        : [`${file.path} imports ${specifier}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("commands do not import the command line", () => {
  const wrong = files.filter(
    (file) => file.folder === "commands" && file.imports.some((i) => folderOf(file, i) === "cli"),
  );
  expect(wrong.map((file) => file.path)).toEqual([]);
});

test("pure layers have no input, output, timers, clock or chance of their own", () => {
  const forbidden =
    /\b(?:Math\.random|Date\b|performance\.|(?<!-)\bprocess\.|setTimeout|setInterval|setImmediate|Buffer\b)|"node:/;
  const wrong = files
    .filter((file) => PURE.includes(file.folder))
    .flatMap((file) =>
      withoutComments(file.text)
        .split("\n")
        .filter((line) => forbidden.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});

test("nobody but the real host and main touch chance and the wall clock, and only main exits", () => {
  const wrong = files.flatMap((file) => {
    const code = withoutComments(file.text);
    const found: string[] = [];
    if (/Math\.random/.test(code)) found.push(`${file.path}: Math.random`);
    if (/Date\.now|new Date\(\)/.test(code) && file.path !== join("host", "real-host.ts"))
      found.push(`${file.path}: wall clock`);
    if (/process\.exit\(/.test(code) && file.path !== "main.ts") found.push(`${file.path}: process.exit`);
    return found;
  });
  expect(wrong).toEqual([]);
});

test("ONNX Runtime, vega and jiti are loaded only when they are needed", () => {
  const allowed: Readonly<Record<string, string>> = {
    "onnxruntime-node": "onnx",
    vega: "report",
    "vega-lite": "report",
  };
  const wrong = files.flatMap((file) =>
    file.imports
      .filter((specifier) => specifier in allowed && file.folder !== allowed[specifier])
      .map((specifier) => `${file.path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
  const eagerReport = files.filter(
    (file) => !PURE.includes(file.folder) && /^import (?!type).*"\.\.?\/(?:.*\/)?report\//m.test(file.text),
  );
  expect(eagerReport.map((file) => file.path)).toEqual([]);
});

/** Scripts that use this package from outside of `src`, and the tests with the programs that they start. */
const users = ["bench", "test"].flatMap((folder) =>
  readdirSync(join(root, "..", folder), { recursive: true, encoding: "utf8" })
    .filter(
      (path) => /\.(?:mjs|ts)$/.test(path) && join(folder, path) !== join("test", "architecture.test.ts"),
    )
    .map((path) => ({
      path: join(folder, path),
      text: readFileSync(join(root, "..", folder, path), "utf8"),
    })),
);

test("nothing outside of src knows where a file stands below dist", () => {
  // The end-to-end tests start the program itself; bench/lib/main.mjs asks package.json where it is.
  const allowed = join("test", "e2e", "plimsoll.ts");
  const wrong = users.filter(({ path, text }) => path !== allowed && /\bdist\b["'`/]/.test(text));
  expect(users.length).toBeGreaterThan(200);
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("plimsoll/internal has the names that bench and tests take from it, and no others", () => {
  const internal = files.find(({ path }) => path === "internal.ts")?.text ?? "";
  const exported = [...internal.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    namesIn(names),
  );
  const taken = users.flatMap(({ text }) => [
    ...[...text.matchAll(/\{([^{}]*)\} (?:from|= await import\() ?"plimsoll\/internal"/g)].flatMap(
      ([, names]) => namesIn(names),
    ),
    ...[...text.matchAll(/import\("plimsoll\/internal"\)\.(\w+)/g)].map(([, name]) => name),
  ]);
  expect(exported.toSorted()).toEqual([...new Set(taken)].toSorted());
});

function namesIn(list = ""): string[] {
  return list
    .split(",")
    .map((name) => name.replace(/^\s*(?:type )?|\s*$/g, ""))
    .filter(Boolean);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

test("no call takes apart an array of data: an argument list of some 120,000 values ends in a stack overflow", () => {
  const spread =
    /\b(?:Math\.(?:max|min)|String\.from(?:CharCode|CodePoint))\([^;]*?\.\.\.|\.(?:push|unshift)\(\s*\.\.\./;
  const found = files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, at) =>
        spread.test(line) && !line.trim().startsWith("*") && !line.startsWith("/**")
          ? [`${path}:${at + 1}`]
          : [],
      ),
  );
  expect(found).toEqual([]);
});
