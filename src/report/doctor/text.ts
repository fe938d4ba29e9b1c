import { formatCount, formatMs, formatShare, printable } from "../../core/format.ts";
import type {
  CalibrationRun,
  DoctorCheck,
  DoctorResult,
  DriverFigure,
  SecondOpinion,
} from "../../result/doctor-result.ts";
import { COLUMNS, type Paint, painter, wrap } from "../terminal.ts";

const STATUS = 9;
const NAME = 19;
const CELL = 11;

/** The text of `plimsoll doctor`: the checks, the calibration, and one sentence that sums them up. */
export function renderDoctor(result: DoctorResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  const facts = ["cpu", "os", "node"]
    .map((key) => result.environment[key])
    .filter((fact) => fact !== undefined);
  return [
    ...wrap(printable(facts.join(" · ")), COLUMNS),
    "",
    ...result.checks.flatMap((check) => checkLines(check, paint)),
    "",
    ...calibrationLines(result.calibration, paint),
    "",
    ...opinionLines(result.secondOpinion, paint),
    ...wrap(sentence(result), COLUMNS).map(result.believable ? paint.good : paint.bad),
  ].join("\n");
}

/** The lines of a check: one where all is well, else also the meaning and the cure. */
function checkLines(check: DoctorCheck, paint: Paint): string[] {
  const { status, title, observed, meaning, cure } = check;
  const emphasis = { ok: paint.good, warn: paint.note, bad: paint.bad, unknown: paint.quiet }[status];
  const word = status === "ok" || status === "unknown" ? status : status.toUpperCase();
  const below = [...(status === "ok" ? [] : [meaning]), ...(cure === null ? [] : [`to do: ${cure}`])].flatMap(
    (text) => wrap(text, COLUMNS - STATUS - NAME),
  );
  const [first = "", ...more] = wrap(printable(observed), COLUMNS - STATUS - NAME);
  return [
    emphasis(word.padEnd(STATUS)) + title.padEnd(NAME) + first,
    ...[...more, ...below].map((line) => " ".repeat(STATUS + NAME) + line),
  ];
}

function calibrationLines({ floor, search, cores }: DoctorResult["calibration"], paint: Paint): string[] {
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padStart(CELL)).join("");
  return [
    ...wrap(
      `Generator (one worker thread) against a server that does nothing, on the same ${coresText(cores)}:`,
      COLUMNS,
    ),
    paint.quiet(row(["", "", "response", "response", "send lag", "stalls", "CPU per"])),
    paint.quiet(row(["rate", "answered", "p50", "p99", "p99", "p99", "request"])),
    ...[floor, ...search].map((run) => `${row(figures(run))}  ${outcome(run)}`),
  ];
}

function figures(run: CalibrationRun): string[] {
  const { cpuPerRequestUs, answeredShare, machineLagMs, ratePerSec, responseMs, sendLagMs } = run;
  return [
    rateText(ratePerSec),
    formatShare(answeredShare, 1),
    formatMs(responseMs.p50),
    formatMs(responseMs.p99),
    formatMs(sendLagMs.p99),
    formatMs(machineLagMs?.p99 ?? null),
    formatMs(cpuPerRequestUs === null ? null : cpuPerRequestUs / 1000),
  ];
}

function opinionLines(opinion: SecondOpinion | null, paint: Paint): string[] {
  if (opinion === null) return [];
  const { concurrency, drivers, figures, turns, url } = opinion;
  const server = url ?? "a server of our own that answers after 10 ms";
  const row = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(NAME) : cell.padStart(NAME))).join("");
  return [
    ...wrap(
      `Two drivers by turns, ${turns} runs each, ${concurrency} users of a closed loop at ${printable(server)}; medians:`,
      COLUMNS,
    ),
    paint.quiet(row(["", ...drivers.map(printable), "may differ by"])),
    ...figures.map((figure) => `${row(opinionCells(figure))}  ${agreement(figure)}`),
    "",
  ];
}

function opinionCells({ name, unit, medians, allowed }: DriverFigure): string[] {
  const text = (value: number | null) => {
    if (value === null) return "—";
    return unit === "ms" ? formatMs(value) : `${Number(value.toPrecision(4))}${unit === "/s" ? "/s" : ""}`;
  };
  return [name, text(medians.plimsoll), text(medians.autocannon), text(allowed)];
}

function agreement({ agrees }: DriverFigure): string {
  if (agrees === null) return "not compared";
  return agrees ? "agree" : "DIFFER";
}

/** The outcome of a calibration run in a word or two. */
function outcome({ valid, reasons }: CalibrationRun): string {
  return valid ? "valid" : reasons.join(", ");
}

function rateText(ratePerSec: number): string {
  return `${formatCount(ratePerSec)}/s`;
}

/** The progress line for a calibration run that has ended. */
export function renderCalibrationRun(run: CalibrationRun): string {
  return `calibrating: ${rateText(run.ratePerSec)} ${outcome(run)}`;
}

function sentence({ believable, checks, calibration }: DoctorResult): string {
  const { believedPerSec, cores, floor } = calibration;
  if (!believable || believedPerSec === null) {
    const bad = checks.filter(({ status }) => status === "bad").map(({ title }) => title);
    return `Do not believe this machine as a load generator: ${bad.join(", ")} would spoil what it measures.`;
  }
  const errorMs = floor.responseMs.p99;
  return (
    `Believe this machine up to ${rateText(believedPerSec)} per worker thread, on ${coresText(cores)} ` +
    "(a lower bound: the server of the calibration had to share them)" +
    (errorMs === null ? "." : `; latencies below ${formatMs(errorMs)} are of the order of its own error.`)
  );
}

function coresText(cores: number): string {
  return cores === 1 ? "1 core" : `${Number(cores.toFixed(2))} cores`;
}
