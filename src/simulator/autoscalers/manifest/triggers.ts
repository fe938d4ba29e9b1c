/** How a kind of KEDA's triggers says what it scales on. */
export interface TriggerKind {
  /** Field with the target, and the field with what more than makes it active. */
  readonly target: string;
  readonly activation: string;
  /** Fields that have to have this value: other modes scale on something else. */
  readonly only?: Readonly<Record<string, string>>;
  /** Whether a query without a result is 0, as long as `ignoreNullValues` does not say otherwise. */
  readonly isNullZero: boolean;
  /** Fields that name what is measured, the first one that is there. */
  readonly names: readonly string[];
}

/** Triggers that can be simulated (keda.sh/docs, scalers). A new one needs its line here. */
export const TRIGGERS: Readonly<Record<string, TriggerKind>> = {
  prometheus: {
    target: "threshold",
    activation: "activationThreshold",
    isNullZero: true,
    names: ["metricName", "query"],
  },
  "metrics-api": {
    target: "targetValue",
    activation: "activationTargetValue",
    isNullZero: false,
    names: ["valueLocation"],
  },
  rabbitmq: {
    target: "value",
    activation: "activationValue",
    only: { mode: "QueueLength" },
    isNullZero: false,
    names: ["queueName"],
  },
};

/** The trigger that wants replicas by the time of the day. */
export const CRON_TRIGGER = "cron";

/** Triggers that KEDA hands to the HPA as use of a resource. */
export const RESOURCE_TRIGGERS: readonly string[] = ["cpu", "memory"];
