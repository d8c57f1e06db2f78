"""Fitted models as plain arrays: lines and boosted trees, summed in a fixed order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Linear models: rows (n, inputs) to (n, outputs)."""

    weights: Matrix
    bias: Matrix

    def predict(self, rows: Matrix) -> Matrix:
        """Each row's outputs."""
        return rows @ self.weights + self.bias

    def arrays(self, name: str) -> dict[str, Array]:
        """For a file; single precision."""
        return {
            f"{name}.weights": self.weights.astype(np.float32),
            f"{name}.bias": self.bias.astype(np.float32),
        }

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> "Lines":
        """From a file; KeyError where it is not there."""
        return cls(
            arrays[f"{name}.weights"].astype(np.float64), arrays[f"{name}.bias"].astype(np.float64)
        )


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted regression trees, one output.

    Attributes:
        column: of each node, (trees, nodes); -1 for a leaf.
        threshold: a row goes left where its value is at most that; the value of a leaf.
        left, right: following nodes.
        start: what every row begins with.
        depth: most steps from a root to a leaf.
    """

    column: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]
    start: float
    depth: int

    def predict(self, rows: Matrix) -> Matrix:
        """Each row's output, (n,)."""
        values = rows.astype(np.float32)
        trees = np.arange(len(self.column))
        node = np.zeros((len(rows), len(trees)), np.intp)
        at = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            column = self.column[trees, node]
            goes_left = values[at, column] <= self.threshold[trees, node]
            after = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            node = np.where(column < 0, node, after)
        leaves = self.threshold[trees, node].astype(np.float64)
        total: Matrix = self.start + leaves.sum(axis=1)
        return total

    def arrays(self, name: str) -> dict[str, Array]:
        """For a file."""
        return {
            f"{name}.column": self.column,
            f"{name}.threshold": self.threshold,
            f"{name}.left": self.left,
            f"{name}.right": self.right,
            f"{name}.start": np.array([self.start, self.depth], np.float64),
        }

    @classmethod
    def of(cls, arrays: Arrays, name: str) -> "Trees":
        """From a file; KeyError where it is not there."""
        start, depth = arrays[f"{name}.start"].astype(np.float64)
        return cls(
            column=arrays[f"{name}.column"].astype(np.int16),
            threshold=arrays[f"{name}.threshold"].astype(np.float32),
            left=arrays[f"{name}.left"].astype(np.int16),
            right=arrays[f"{name}.right"].astype(np.int16),
            start=float(start),
            depth=int(depth),
        )
