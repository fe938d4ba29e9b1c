import { largest } from "../../core/extremes.ts";
import { grouped } from "../../core/grouped.ts";
import type { ServiceModelDocument } from "../../result/service-model.ts";
import { median } from "../../stats/median.ts";
import { valueAt } from "../service/step-curve.ts";

type Points = ServiceModelDocument["points"];

/** The errors of the curve at measured sizes that were left out, the first and the last aside; null where there are too few. */
export function residualsOf(points: Points, stepShare: number): ServiceModelDocument["residuals"] {
  const curves = [...grouped(points, ({ length }) => String(length)).values()].map((own) =>
    own.map(({ batch, inputMs, computeMs, outputMs }) => ({
      size: batch,
      value: inputMs + computeMs + outputMs,
    })),
  );
  const errors = curves.flatMap((curve) =>
    curve.slice(1, -1).map(({ size, value }) => {
      const others = curve.filter((point) => point.size !== size);
      return (100 * Math.abs(valueAt(others, size, stepShare) - value)) / value;
    }),
  );
  const medianPercent = median(errors);
  if (medianPercent === null) return null;
  return {
    medianPercent,
    worstPercent: largest(errors),
    how: "each size but the first and the last was left out, and its time predicted from the others",
  };
}
