/** Manifests as people write them, for the tests that read them. */

export const HPA = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: triton
  annotations:
    plimsoll/metrics: "triton_queue=avg(queued), ingress_rate=sum(arrivals-per-sec[2m])"
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: triton }
  minReplicas: 2
  maxReplicas: 12
  metrics:
    - type: Pods
      pods:
        metric: { name: triton_queue }
        target: { type: AverageValue, averageValue: 500m }
    - type: External
      external:
        metric:
          name: ingress_rate
          selector: { matchLabels: { service: triton } }
        target: { type: AverageValue, averageValue: "100" }
    - type: Object
      object:
        metric: { name: backlog }
        describedObject: { apiVersion: v1, kind: Service, name: triton }
        target: { type: Value, value: 2k }
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 30
      policies:
        - { type: Pods, value: 4, periodSeconds: 60 }
    scaleDown:
      selectPolicy: Min
      tolerance: "0.05"
`;

export const SCALED_OBJECT = `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: triton
  annotations:
    plimsoll/metrics: 'sum(rate(http_requests_total{job="a=b"}[1m]))=arrivals-per-sec[1m]'
spec:
  scaleTargetRef: { name: triton }
  pollingInterval: 15
  cooldownPeriod: 120
  minReplicaCount: 1
  idleReplicaCount: 0
  maxReplicaCount: 20
  fallback: { failureThreshold: 3, replicas: 6 }
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        scaleDown: { stabilizationWindowSeconds: 60 }
  triggers:
    - type: prometheus
      metadata:
        serverAddress: http://prometheus:9090
        query: sum(rate(http_requests_total{job="a=b"}[1m]))
        threshold: "50"
        activationThreshold: "5"
    - type: rabbitmq
      name: backlog
      metadata: { queueName: jobs, mode: QueueLength, value: "20" }
      useCachedMetrics: true
`;

export const KNATIVE = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: model }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/target: "8"
        autoscaling.knative.dev/target-utilization-percentage: "75"
        autoscaling.knative.dev/minScale: "1"
        autoscaling.knative.dev/max-scale: "10"
        autoscaling.knative.dev/window: 1m30s
        autoscaling.knative.dev/panic-window-percentage: "20.0"
        autoscaling.knative.dev/panic-threshold-percentage: "150"
        autoscaling.knative.dev/scale-down-delay: 2m
    spec:
      containerConcurrency: 16
      containers:
        - image: example/model
`;
