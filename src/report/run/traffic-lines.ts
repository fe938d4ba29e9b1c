import { formatCorrelation, formatNumber } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { busyWords, hurstWords } from "../burst-words.ts";
import { named } from "../terminal.ts";
import { SESSIONS_NOTE } from "./sessions-note.ts";

/** The lines on the traffic, as it was planned and as it was sent. */
export function trafficLines(result: RunResult): string[] {
  if (result.load.kind === "closed") return named("traffic", result.load.arrivals);
  const { planned, sent } = result.burst;
  const lengths = Object.keys(planned.windows).sort((a, b) => Number(a) - Number(b));
  const shown = lengths.filter((sec) => (planned.windows[sec]?.idc ?? null) !== null);
  const idc = (windows: typeof planned.windows) =>
    shown.map((sec) => `${sec} s ${formatNumber(windows[sec]?.idc ?? null)}`).join(", ");
  const line = (name: string, metrics: typeof planned) =>
    named(
      name,
      `CV ${formatNumber(metrics.interArrivalCv)}, lag-1 ${formatCorrelation(metrics.lag1Autocorrelation)}` +
        (shown.length === 0 ? "" : `, IDC at ${idc(metrics.windows)}`) +
        (metrics.timeAboveTwiceMean === null
          ? ""
          : `, ${busyWords(metrics)} of the seconds above twice the mean`) +
        (metrics.apparentHurst === null ? "" : `, apparent Hurst ${hurstWords(metrics)}`),
    );
  const note = result.load.kind === "sessions" ? named("", SESSIONS_NOTE) : [];
  return [
    ...named("traffic", result.load.arrivals),
    ...line("  planned", planned),
    ...line("  sent", sent),
    ...note,
    ...result.load.notes.flatMap((text) => named("  note", text)),
  ];
}
