import type { Highs } from "highs";

let solver: Promise<Highs> | undefined;

/** The solver, which is loaded when the first program comes: 4 MB of WebAssembly that only plans with several machine types need. */
function loadSolver(): Promise<Highs> {
  // Its declarations are those of its CommonJS form, and what is imported here is its form as a module.
  const load = async () => ((await import("highs")) as unknown as { default(): Promise<Highs> }).default();
  solver ??= load();
  return solver;
}

/** Solves a program in LP format with HiGHS. @returns the values by variable; null where none fulfil it */
export async function solveProgram(program: string): Promise<ReadonlyMap<string, number> | null> {
  const solution = (await loadSolver()).solve(program, { output_flag: false, mip_rel_gap: 0 });
  if (solution.Status !== "Optimal") return null;
  return new Map(Object.entries(solution.Columns).map(([name, { Primal }]) => [name, Primal]));
}
