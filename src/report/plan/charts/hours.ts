/** The horizontal axis of a day of 24 hours, or of a week of 168. */
export function hourAxis(hours: number) {
  const isWeek = hours > 24;
  return {
    field: "hour",
    type: "quantitative" as const,
    scale: { domain: [0, hours], nice: false },
    axis: {
      title: isWeek ? "day of the week" : "hour of the day",
      values: Array.from(
        { length: isWeek ? hours / 24 : hours / 3 },
        (_, index) => index * (isWeek ? 24 : 3),
      ),
      labelExpr: isWeek ? "datum.value / 24 + 1" : "datum.value",
      grid: false,
    },
  };
}

/** Rows by hour with the last one repeated at its end, so that a stepped line reaches it. */
export function steps<Row extends { readonly hour: number }>(rows: readonly Row[]): Row[] {
  const last = rows.at(-1);
  return last === undefined ? [] : [...rows, { ...last, hour: last.hour + 1 }];
}
