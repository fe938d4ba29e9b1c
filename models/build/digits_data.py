"""The handwritten digits that ship inside scikit-learn, split in two halves, and their augmentation.

Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository
(1998), https://doi.org/10.24432/C50P49, CC BY 4.0. scikit-learn bundles its test part: 1797 images of 8x8 pixels,
each pixel an integer 0..16 (the number of set pixels in a 4x4 cell of the scan).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits

SIDE = 8
SPLIT_SEED = 20261122


@dataclass(frozen=True)
class Digits:
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_split() -> Digits:
    """A stratified split: of every class, the smaller half trains and the larger half is held out.

    Written out rather than taken from scikit-learn, so that the split cannot change with that library's version.
    The held-out images keep the order of the source, which has no runs of one class.
    """
    bunch = load_digits()
    images = bunch.data.astype(np.uint8)
    labels = bunch.target.astype(np.uint8)
    assert np.array_equal(images, bunch.data), "pixels are expected to be small whole numbers"
    generator = np.random.default_rng(SPLIT_SEED)
    is_train = np.zeros(len(labels), dtype=bool)
    for digit in range(10):
        members = generator.permutation(np.flatnonzero(labels == digit))
        is_train[members[: len(members) // 2]] = True
    return Digits(images[is_train], labels[is_train], images[~is_train], labels[~is_train])


def augment(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Each image shifted, rotated, scaled and slanted a little, at random, by bilinear interpolation.

    Writers differ in exactly these ways, and 896 images are too few to show it. Pixels off the edge are blank.
    """
    count = len(images)
    angle = generator.uniform(-0.2, 0.2, count)
    slant = generator.uniform(-0.15, 0.15, count)
    zoom_x, zoom_y = generator.uniform(0.9, 1.12, (2, count))
    shift_x, shift_y = generator.uniform(-0.7, 0.7, (2, count))

    # Where, in the source image, each target pixel comes from; coordinates are relative to the centre.
    centre = (SIDE - 1) / 2
    y, x = (grid.ravel() - centre for grid in np.mgrid[0:SIDE, 0:SIDE].astype(np.float64))
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    slanted_x = x + slant[:, None] * y
    source_x = (cosine * slanted_x - sine * y) / zoom_x[:, None] + shift_x[:, None] + centre
    source_y = (sine * slanted_x + cosine * y) / zoom_y[:, None] + shift_y[:, None] + centre

    # A blank border two pixels wide answers for everything outside.
    border = 2
    padded = np.pad(images.reshape(count, SIDE, SIDE).astype(np.float64), ((0, 0), (border,) * 2, (border,) * 2))
    limit = SIDE + 2 * border - 1.001
    source_x = np.clip(source_x + border, 0, limit)
    source_y = np.clip(source_y + border, 0, limit)
    left, top = source_x.astype(int), source_y.astype(int)
    right_share, bottom_share = source_x - left, source_y - top
    row = np.arange(count)[:, None]
    upper = padded[row, top, left] * (1 - right_share) + padded[row, top, left + 1] * right_share
    lower = padded[row, top + 1, left] * (1 - right_share) + padded[row, top + 1, left + 1] * right_share
    return (upper * (1 - bottom_share) + lower * bottom_share).astype(np.float32)
