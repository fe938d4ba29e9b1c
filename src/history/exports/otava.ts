import type { HistoryExport } from "./history-export.ts";

/**
 * A configuration of Apache Otava that reads the CSV file of the same history. Otava takes no empty cell, so only figures that every result has
 * are metrics there, and mixes all lines of a file into one series, so only one group can be in it.
 */
export const otava: HistoryExport = {
  title: "configuration of Apache Otava that reads the CSV file",
  oneGroup: true,
  render({ groups }, csvFile) {
    const [group] = groups;
    const trends =
      group?.trends.filter(
        ({ figure, count }) => figure.better !== "neither" && count === group.points.length,
      ) ?? [];
    return [
      "tests:",
      "  plimsoll:",
      "    type: csv",
      `    file: ${JSON.stringify(csvFile)}`,
      "    time_column: time",
      "    attributes: [commit, label, result]",
      "    metrics:",
      ...trends.flatMap(({ figure }) => [
        `      ${JSON.stringify(figure.id)}:`,
        `        column: ${JSON.stringify(figure.id)}`,
        `        direction: ${figure.better === "higher" ? 1 : -1}`,
      ]),
      "    csv_options:",
      '      delimiter: ","',
      "      quote_char: '\"'",
      "",
    ].join("\n");
  },
};
