import { smallest } from "../../../core/extremes.ts";
import { ABSENT, formatCount, formatEnergy, formatNumber } from "../../../core/format.ts";
import type { GpuTelemetry } from "../../../result/gpu.ts";
import { energyPerInferenceJ, sumOf } from "../../../result/gpu-energy.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The section of this machine's GPUs in the measured part, as their driver reports them. */
export function gpusSection({ telemetry, telemetryAbsent }: RunResult): Html | false {
  if (telemetry.length === 0 && telemetryAbsent === null) return false;
  return html`<section id="gpus"><h2>The GPUs</h2>
${telemetry.length > 0 && table(telemetry)}
${telemetryAbsent !== null && html`<p class="quiet">Not known${telemetry.length > 0 && " to the end"}: ${telemetryAbsent}</p>`}
</section>`;
}

const COLUMNS = ["busy", "W", "energy", "per inference", "GiB used", "SM MHz", "°C", "held down"];

function table(gpus: readonly GpuTelemetry[]): Html {
  const notes = gpus.flatMap(({ index, absent }) =>
    Object.entries(absent).map(([key, reason]) => `GPU ${index}, ${NAMES[key] ?? key}: ${reason}`),
  );
  return html`<div class="scroll"><table><caption><span>All GPUs of this machine over the measured part, by nvidia-smi: means over time, and extremes of at least ${formatCount(smallest(gpus.map(({ samples }) => samples)))} readings; memory and °C are the largest</span></caption>
<thead><tr><th scope="col">GPU</th>${COLUMNS.map((column) => html`<th scope="col" class="num">${column}</th>`)}</tr></thead>
<tbody>${gpus.map(gpuRow)}${gpus.length > 1 && togetherRow(gpus)}</tbody></table></div>
${notes.length > 0 && html`<div class="footnote"><p>${ABSENT} stands where a figure is not known:</p><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></div>`}`;
}

const NAMES: Readonly<Record<string, string>> = {
  utilisation: "busy",
  memoryMiB: "memory",
  powerW: "power",
  energyJ: "energy",
  energyPerInferenceJ: "energy per inference",
  smClockMhz: "clock",
  temperatureC: "temperature",
  throttledShare: "held down",
};

function gpuRow(gpu: GpuTelemetry): Html {
  const { utilisation, powerW, memoryMiB, smClockMhz, temperatureC } = gpu;
  return row(`${gpu.index}: ${gpu.name}`, [
    under(share(utilisation.mean), `at most ${share(utilisation.max)}`),
    under(formatNumber(powerW.mean), `at most ${formatNumber(powerW.max)}`),
    formatEnergy(gpu.energyJ),
    formatEnergy(gpu.energyPerInferenceJ),
    under(gib(memoryMiB.max), `of ${gib(memoryMiB.total)}`),
    under(formatNumber(smClockMhz.mean), `at least ${formatNumber(smClockMhz.min)}`),
    formatNumber(temperatureC.max),
    under(share(gpu.throttledShare), gpu.throttledBy.join(", ")),
  ]);
}

function togetherRow(gpus: readonly GpuTelemetry[]): Html {
  const sum = (of: (gpu: GpuTelemetry) => number | null) => sumOf(gpus.map(of));
  const watts = formatNumber(sum(({ powerW }) => powerW.mean));
  const energy = formatEnergy(sum(({ energyJ }) => energyJ));
  return row("together", ["", watts, energy, formatEnergy(energyPerInferenceJ(gpus)), "", "", "", ""]);
}

function row(name: string, cells: readonly (string | Html)[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="num">${cell}</td>`)}</tr>
`;
}

function under(figure: string, more: string): Html {
  return html`${figure}<span class="under">${more}</span>`;
}

function share(of: number | null): string {
  return of === null ? ABSENT : `${formatNumber(of * 100)} %`;
}

function gib(mib: number | null): string {
  return formatNumber(mib === null ? null : mib / 1024);
}
