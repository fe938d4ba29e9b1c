import { expect, it } from "vitest";
import { warnOfVariables } from "../../src/cli/warn-of-variables.ts";
import { createHost } from "../../src/host/real-host.ts";

/** What a command says of the variables of an environment. */
function said(command: Parameters<typeof warnOfVariables>[1], env: Record<string, string>): string {
  let text = "";
  const host = { ...createHost(), env };
  warnOfVariables({ host, err: (words: string) => (text += words) }, command);
  return text;
}

it.each<[Parameters<typeof warnOfVariables>[1], string, string]>([
  ["serve", "PLIMSOLL_PORT", "PLIMSOLL_PORT is not read by plimsoll serve; give --port"],
  ["serve", "PLIMSOLL_MAX_BATCH", "PLIMSOLL_MAX_BATCH is not read by plimsoll serve; give --max-batch"],
  ["serve", "PLIMSOLL_PROT", "PLIMSOLL_PROT is not read, since no option has that name"],
  ["doctor", "PLIMSOLL_NONSENSE", "PLIMSOLL_NONSENSE is not read, since no option has that name"],
  [
    "run",
    "PLIMSOLL_PORT",
    "PLIMSOLL_PORT is not read, since plimsoll serve takes its options from the command line alone; give it --port",
  ],
  [
    "run",
    "PLIMSOLL_RAET",
    "PLIMSOLL_RAET is not read, since no option has that name; did you mean PLIMSOLL_RATE?",
  ],
])("%s says of %s why it is not read", (command, name, why) => {
  expect(said(command, { [name]: "1" })).toContain(`plimsoll: ${why}`);
});

it.each<[Parameters<typeof warnOfVariables>[1], string]>([
  ["run", "PLIMSOLL_RATE"],
  ["sweep", "PLIMSOLL_MAX_BATCH"],
  ["serve", "PLIMSOLL_RATE"],
  ["doctor", "PLIMSOLL_SLO"],
  ["serve", "HOME"],
])("%s says nothing of %s, which it reads or another command does", (command, name) => {
  expect(said(command, { [name]: "1" })).toBe("");
});
