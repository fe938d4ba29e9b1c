import { CsvFields, type CsvHeader, csvHeader } from "../wire/csv-fields.ts";
import { wholeNumber } from "./decimal.ts";
import { type IsoStyle, IsoTimes } from "./iso-time.ts";
import { type LineParser, lengthProblem, shorten } from "./trace-format.ts";

const COLUMNS = ["timestamp", "contexttokens", "generatedtokens"];

/** The header of the LLM inference traces of Azure; undefined for another. */
function azureLlmHeader(first: string): CsvHeader | undefined {
  return csvHeader(first, (names) => names.join() === COLUMNS.join());
}

/** Whether the first two lines are of the LLM inference traces of Azure, whose releases differ in whether times have a zone. */
export function isAzureLlm(first: string, second: string, hasZone: boolean): boolean {
  const header = azureLlmHeader(first);
  if (header === undefined) return false;
  const [time = ""] = new CsvFields(header.separator).texts(second);
  return /[+Z]/.test(time) === hasZone;
}

/**
 * Parser of rows of `TIMESTAMP,ContextTokens,GeneratedTokens`; the releases differ in how they write times. Returns
 * what is wrong where the header is another one.
 */
export function azureLlmParser(first: string, style: IsoStyle): LineParser | string {
  const header = azureLlmHeader(first);
  if (header === undefined)
    return `the header is "${shorten(first)}", not TIMESTAMP,ContextTokens,GeneratedTokens`;
  const fields = new CsvFields(header.separator);
  const times = new IsoTimes(style);
  return {
    headless: false,
    parseLine(line, emit) {
      const broken = fields.split(line);
      if (broken !== undefined) return broken;
      if (fields.count !== 3) return `has ${fields.count} columns, not 3`;
      const atMs = times.read(line, fields.start(0), fields.end(0));
      if (Number.isNaN(atMs)) return `"${shorten(fields.text(line, 0))}": ${times.problem}`;
      const input = wholeNumber(line, fields.start(1), fields.end(1));
      const output = wholeNumber(line, fields.start(2), fields.end(2));
      const problem =
        lengthProblem("ContextTokens", input, line, fields.start(1), fields.end(1)) ??
        lengthProblem("GeneratedTokens", output, line, fields.start(2), fields.end(2));
      if (problem === undefined) emit(atMs, input, output);
      return problem;
    },
  };
}
