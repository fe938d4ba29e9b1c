import { readFileSync } from "node:fs";
import { usageError } from "../core/errors.ts";
import { printable } from "../core/format.ts";

/**
 * The JSON value in a file.
 *
 * @param noun of the file, with which messages begin
 * @throws usage error with the file, its fault, and the cure
 */
export function readJson(file: string, noun: string): unknown {
  return parse(textOf(file, noun), `${noun} ${file}`);
}

function textOf(file: string, noun: string): string {
  const bytes = attempt(file, noun, () => readFileSync(file));
  try {
    // The decoder drops a byte order mark, which editors on Windows write. `stream` lets a cut last character pass,
    // because `parse` has the better message for a file that was cut.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    throw usageError(`${noun} ${file} is not UTF-8 text`, "save it as UTF-8, or fetch it again");
  }
}

function parse(text: string, name: string): unknown {
  const again = "fetch it again, or measure again";
  if (text.trim() === "") throw usageError(`${name} is empty`, again);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (isCut(text)) throw usageError(`${name} seems cut: its JSON has no end`, again);
    const reason = error instanceof Error ? printable(error.message) : error;
    throw usageError(`${name} is not JSON: ${reason}`, "give a result.json as plimsoll wrote it");
  }
}

/**
 * Tells whether a text has more open brackets than closed ones. Messages of JSON.parse differ between Node versions.
 */
function isCut(text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  let open = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString && character === "\\") at++;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "{" || character === "[")) open++;
    else if (!inString && (character === "}" || character === "]")) open--;
  }
  return open > 0;
}

/** Does something with a file. @throws usage error that names the file, with the words of the operating system */
export function attempt<Value>(file: string, noun: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(
      code === "ENOENT" || code === "ENOTDIR"
        ? `${noun} ${file} does not exist`
        : `${noun} ${file} cannot be read: ${reason}`,
      "name a result.json that can be read, or the folder that holds it",
    );
  }
}
