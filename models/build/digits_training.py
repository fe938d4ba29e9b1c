"""Trains the weights of `digits` in NumPy: forward and backward pass written out, Adam with decoupled decay.

The block's weights are shared by all applications, so their gradient is the sum over the applications
(backpropagation through time). The loss is the cross-entropy of softmax(logits) with smoothed labels.
Optimiser: Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019), with a cosine schedule.
"""

import numpy as np

from digits_data import augment
from digits_graph import APPLICATIONS, CLASSES, EXPANDED, HIDDEN, PIXELS

TRAINING_SEED = 7
EPOCHS = 50
BATCH_SIZE = 64
PEAK_LEARNING_RATE = 1e-3
WARM_UP_STEPS = 30
WEIGHT_DECAY = 0.02
LABEL_SMOOTHING = 0.05
GRADIENT_NORM_LIMIT = 1.0
BETA_1, BETA_2, EPSILON = 0.9, 0.98, 1e-8

Weights = dict[str, np.ndarray]


def initial_weights(generator: np.random.Generator) -> Weights:
    """He initialisation; the block's second layer is divided by APPLICATIONS, so that the sum of updates is O(1)."""

    def gaussian(rows: int, columns: int, scale: float) -> np.ndarray:
        return (generator.standard_normal((rows, columns)) * scale).astype(np.float32)

    return {
        "w_in": gaussian(PIXELS, HIDDEN, PIXELS**-0.5),
        "b_in": np.zeros(HIDDEN, np.float32),
        "w_1": gaussian(HIDDEN, EXPANDED, (2 / HIDDEN) ** 0.5),
        "b_1": np.zeros(EXPANDED, np.float32),
        "w_2": gaussian(EXPANDED, HIDDEN, EXPANDED**-0.5 / APPLICATIONS),
        "b_2": np.zeros(HIDDEN, np.float32),
        "w_out": gaussian(HIDDEN, CLASSES, HIDDEN**-0.5),
        "b_out": np.zeros(CLASSES, np.float32),
    }


def forward(weights: Weights, images: np.ndarray) -> tuple[np.ndarray, list]:
    """Logits, and what the backward pass needs: the input, and each application's input and activations."""
    centred = images.astype(np.float32) / 8 - 1
    hidden = centred @ weights["w_in"] + weights["b_in"]
    trace = [centred]
    for _ in range(APPLICATIONS):
        active = np.maximum(hidden @ weights["w_1"] + weights["b_1"], 0)
        trace.append((hidden, active))
        hidden = hidden + active @ weights["w_2"] + weights["b_2"]
    trace.append(hidden)
    return hidden @ weights["w_out"] + weights["b_out"], trace


def loss_and_gradients(weights: Weights, images: np.ndarray, labels: np.ndarray) -> tuple[float, Weights]:
    logits, trace = forward(weights, images)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    target = np.full(logits.shape, LABEL_SMOOTHING / CLASSES, np.float32)
    target[np.arange(len(labels)), labels] += 1 - LABEL_SMOOTHING
    loss = float(-(target * log_probability).sum() / len(labels))

    d_logits = (np.exp(log_probability) - target) / np.float32(len(labels))
    gradients = {name: np.zeros_like(value) for name, value in weights.items()}
    gradients["w_out"] += trace[-1].T @ d_logits
    gradients["b_out"] += d_logits.sum(axis=0)
    d_hidden = d_logits @ weights["w_out"].T
    for hidden, active in reversed(trace[1:-1]):
        gradients["w_2"] += active.T @ d_hidden
        gradients["b_2"] += d_hidden.sum(axis=0)
        d_expanded = (d_hidden @ weights["w_2"].T) * (active > 0)
        gradients["w_1"] += hidden.T @ d_expanded
        gradients["b_1"] += d_expanded.sum(axis=0)
        d_hidden = d_hidden + d_expanded @ weights["w_1"].T
    gradients["w_in"] += trace[0].T @ d_hidden
    gradients["b_in"] += d_hidden.sum(axis=0)
    return loss, gradients


def train(images: np.ndarray, labels: np.ndarray, report=print) -> Weights:
    """Trains on the given images only; settings were chosen by holding out part of them, never on the test half."""
    generator = np.random.default_rng(TRAINING_SEED)
    weights = initial_weights(generator)
    mean = {name: np.zeros_like(value) for name, value in weights.items()}
    square = {name: np.zeros_like(value) for name, value in weights.items()}
    steps_per_epoch = -(-len(images) // BATCH_SIZE)
    step = 0
    for epoch in range(EPOCHS):
        order = generator.permutation(len(images))
        augmented = augment(images[order], generator)
        total_loss = 0.0
        for start in range(0, len(order), BATCH_SIZE):
            chosen = slice(start, start + BATCH_SIZE)
            loss, gradients = loss_and_gradients(weights, augmented[chosen], labels[order][chosen])
            step += 1
            rate = learning_rate(step, EPOCHS * steps_per_epoch)
            adam_step(weights, gradients, mean, square, step, rate)
            total_loss += loss * len(labels[order][chosen])
        report(f"digits: epoch {epoch + 1}/{EPOCHS}, training loss {total_loss / len(images):.4f}")
    return weights


def learning_rate(step: int, last_step: int) -> float:
    warm_up = min(1.0, step / WARM_UP_STEPS)
    return PEAK_LEARNING_RATE * warm_up * 0.5 * (1 + np.cos(np.pi * step / last_step))


def adam_step(weights: Weights, gradients: Weights, mean: Weights, square: Weights, step: int, rate: float) -> None:
    norm = float(np.sqrt(sum(float(np.square(g, dtype=np.float64).sum()) for g in gradients.values())))
    clip = np.float32(min(1.0, GRADIENT_NORM_LIMIT / (norm + 1e-12)))
    for name, weight in weights.items():
        gradient = gradients[name] * clip
        mean[name] += np.float32(1 - BETA_1) * (gradient - mean[name])
        square[name] += np.float32(1 - BETA_2) * (np.square(gradient) - square[name])
        direction = (mean[name] / np.float32(1 - BETA_1**step)) / (
            np.sqrt(square[name] / np.float32(1 - BETA_2**step)) + np.float32(EPSILON)
        )
        # The second layer acts APPLICATIONS times in a row: the same step would move the output that much further.
        scale = rate / APPLICATIONS if name in ("w_2", "b_2") else rate
        decay = WEIGHT_DECAY if weight.ndim == 2 else 0.0
        weight -= np.float32(scale) * direction + np.float32(rate * decay) * weight
