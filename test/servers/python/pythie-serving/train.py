"""Trains a classifier on the digits that scikit-learn bundles, and writes it where pythie-serving looks for it."""

import json
from pathlib import Path

import cloudpickle
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

images = load_digits()
model = LogisticRegression(max_iter=200).fit(images.data / 16, images.target)

folder = Path("models")
folder.mkdir(exist_ok=True)
(folder / "digits.pickled").write_bytes(cloudpickle.dumps(model))
(folder / "metadata.json").write_text(json.dumps({"feature_names": images.feature_names}))
(folder / "models.config").write_text(
    f'model_config_list: {{ config: {{ name: "digits", base_path: "{folder.resolve()}", model_platform: "sklearn" }} }}\n'
)
