import type { LoadedModel } from "../onnx/loaded-model.ts";
import type { TensorMetadata } from "../wire/oip/metadata.ts";

// The JSON documents that describe a model, with the keys of the Open Inference Protocol and of Triton's extensions.

export function modelMetadataDocument(model: LoadedModel, versions: readonly string[]): object {
  const { inputs, outputs } = model.metadata;
  return { name: model.name, versions, platform: "onnxruntime_onnx", inputs, outputs };
}

/** The configuration of a model as Triton's ModelConfig (protobuf/model_config.proto) in JSON. */
export function modelConfigDocument(model: LoadedModel): object {
  const { policy, metadata, instances } = model;
  const tensor = ({ name, datatype, shape }: TensorMetadata) => ({
    name,
    data_type: datatype === "BYTES" ? "TYPE_STRING" : `TYPE_${datatype}`,
    // ModelConfig leaves the batch axis out of `dims` when max_batch_size is above 0.
    dims: policy.dynamic ? shape.slice(1) : shape,
  });
  return {
    name: model.name,
    platform: "onnxruntime_onnx",
    backend: "onnxruntime",
    max_batch_size: policy.dynamic ? policy.maxBatch : 0,
    input: metadata.inputs.map(tensor),
    output: metadata.outputs.map(tensor),
    instance_group: [{ name: model.name, count: instances, kind: model.onGpu ? "KIND_GPU" : "KIND_CPU" }],
    ...(policy.dynamic ? dynamicBatching(model) : batchingOff),
  };
}

function dynamicBatching({ policy }: LoadedModel): object {
  return {
    dynamic_batching: {
      preferred_batch_size: policy.preferredSizes.length > 0 ? policy.preferredSizes : [policy.maxBatch],
      max_queue_delay_microseconds: Math.round(policy.maxQueueDelayMs * 1000),
      default_queue_policy: { max_queue_size: policy.maxQueueSize },
    },
  };
}

const batchingOff = {
  parameters: {
    dynamic_batching: {
      string_value: "off: the first dimension of an input or output is fixed, so there is no batch axis",
    },
  },
};

/** The models as Triton's repository index, which is an array. */
export function repositoryIndexDocument(models: readonly LoadedModel[], readyOnly: boolean): object[] {
  return models
    .filter(({ ready }) => ready || !readyOnly)
    .map(({ name, version, ready }) => ({
      name,
      version,
      state: ready ? "READY" : "UNAVAILABLE",
      reason: ready ? "" : "its sessions failed and were given up",
    }));
}
