import type { ServiceModelDocument } from "../../result/service-model.ts";
import { leastSquares } from "../../stats/least-squares.ts";
import { median } from "../../stats/median.ts";
import type { MeasuredRow } from "./measured-row.ts";

/** What an item carries to the server, as a service model holds it. */
type ItemBytes = Pick<ServiceModelDocument, "itemBytes" | "itemBytesPerLength">;

/** Fits the bytes of an item to the rows that tell them: the same for all, or, where lengths differ, on a line over the length. */
export function itemBytesOf(rows: readonly MeasuredRow[]): ItemBytes {
  const told = rows.flatMap(({ itemBytes, length }) =>
    itemBytes === null ? [] : [{ itemBytes, length: length ?? 0 }],
  );
  const typical = median(told.map(({ itemBytes }) => itemBytes));
  if (typical === null || new Set(told.map(({ length }) => length)).size === 1)
    return { itemBytes: typical, itemBytesPerLength: 0 };
  const { values } = leastSquares(
    told.map(({ length }) => [1, length]),
    told.map(({ itemBytes }) => itemBytes),
  );
  const [atNone = typical, perLength = 0] = values;
  return { itemBytes: Math.max(0, atNone), itemBytesPerLength: Math.max(0, perLength) };
}

/** Bytes that a request of so many items of a length carries to a calibrated server; null where its model does not know. */
export function requestBytesOf(
  { itemBytes, itemBytesPerLength }: ItemBytes,
  items: number,
  length: number,
): number | null {
  return itemBytes === null ? null : items * (itemBytes + length * itemBytesPerLength);
}
