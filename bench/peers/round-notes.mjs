/** What the machine did in each round, and what went wrong: Markdown under a table of results. */
import { cell, table } from "./table.mjs";

/** @param {Map<string, any[]>} results per tool, one entry a round */
export function roundNotes(results) {
  const rounds = Math.max(0, ...[...results.values()].map((runs) => runs.length));
  const rows = Array.from({ length: rounds }, (_, round) => {
    const runs = [...results.values()].map((all) => all[round]).filter((run) => run?.failed === undefined);
    const noisy = runs.filter((run) => run.noisy).length;
    return [
      round + 1,
      cell(Math.max(...runs.map((run) => run.stealCores)), 2),
      cell(Math.max(...runs.map((run) => run.otherCores)), 2),
      noisy === 0 ? "quiet" : `NOISY: ${noisy} of ${runs.length} runs`,
    ];
  });
  const failures = [...results].flatMap(([name, runs]) =>
    runs.flatMap(({ failed }, round) =>
      failed === undefined ? [] : [`- ${name}, round ${round + 1}: ${failed}`],
    ),
  );
  return [
    table(["round", "most steal, cores", "most by other processes, cores", ""], rows),
    ...(failures.length === 0 ? [] : ["", "Failed:", "", ...failures]),
  ].join("\n");
}
