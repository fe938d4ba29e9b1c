import type { LoadedModel } from "../onnx/loaded-model.ts";
import { FAILURE_REASONS, type ModelStatistics } from "../onnx/statistics.ts";
import { type Labels, type MetricFamily, writeMetrics } from "../wire/prometheus.ts";

/**
 * The metrics of all models as Prometheus text. They do not use Triton's `nv_` names, which imply Triton's semantics.
 */
export function metricsText(models: readonly LoadedModel[]): string {
  const labelsOf = ({ name, version }: LoadedModel): Labels => ({ model: name, version });
  const value = (
    kind: "counter" | "gauge",
    name: string,
    help: string,
    read: (model: LoadedModel) => number,
  ): MetricFamily => ({
    kind,
    name,
    help,
    series: models.map((model) => ({ labels: labelsOf(model), value: read(model) })),
  });
  const histogram = (
    name: string,
    help: string,
    read: (statistics: ModelStatistics) => ModelStatistics["batchSizes"],
  ): MetricFamily => ({
    kind: "histogram",
    name,
    help,
    series: models.map((model) => {
      const { upperBounds, counts, sum } = read(model.statistics);
      return { labels: labelsOf(model), upperBounds, counts, sum };
    }),
  });
  const failures: MetricFamily = {
    kind: "counter",
    name: "plimsoll_request_failure_total",
    help: "Inference requests that were not answered with a result, by reason.",
    series: models.flatMap((model) =>
      FAILURE_REASONS.map((reason) => ({
        labels: { ...labelsOf(model), reason },
        value: model.statistics.failures[reason],
      })),
    ),
  };
  return writeMetrics([
    value(
      "counter",
      "plimsoll_request_success_total",
      "Inference requests answered with a result.",
      (m) => m.statistics.success.count,
    ),
    failures,
    value(
      "counter",
      "plimsoll_inference_total",
      "Items computed; a request has one or more.",
      (m) => m.statistics.inferenceCount,
    ),
    value(
      "counter",
      "plimsoll_execution_total",
      "Executions; each computes one batch of items.",
      (m) => m.statistics.executionCount,
    ),
    value(
      "gauge",
      "plimsoll_pending_requests",
      "Inference requests that wait or are being computed.",
      (m) => m.pending,
    ),
    value("gauge", "plimsoll_model_ready", "1 when the model can compute, else 0.", (m) => Number(m.ready)),
    histogram(
      "plimsoll_queue_duration_seconds",
      "Time from a request's arrival to the start of its execution, per request.",
      (s) => s.queueSeconds,
    ),
    histogram(
      "plimsoll_compute_duration_seconds",
      "Time the session ran, per execution.",
      (s) => s.computeSeconds,
    ),
    histogram("plimsoll_batch_size", "Items in one execution.", (s) => s.batchSizes),
  ]);
}
