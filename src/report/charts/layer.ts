import type { TopLevelSpec } from "vega-lite";

type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];
type Unit = Extract<Layer, { mark: unknown }>;

/** One layer with the values, or none without values: vega complains of a scale without values. */
export function layerOf(values: readonly object[], spec: Pick<Unit, "mark" | "encoding">): Unit[] {
  return values.length === 0 ? [] : [{ data: { values: values.map((value) => ({ ...value })) }, ...spec }];
}
