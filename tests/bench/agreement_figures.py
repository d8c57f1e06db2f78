"""Figures of agreement with experts. Pure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
DRAWS = 2000


def pearson(first: Numbers, second: Numbers) -> float:
    """Correlation."""
    return float(np.corrcoef(first, second)[0, 1])


def interval(first: Numbers, second: Numbers, speakers: Sequence[str]) -> tuple[float, float]:
    """95 % bootstrap interval of the correlation, resampling speakers."""
    _, who = np.unique(np.array(speakers), return_inverse=True)
    columns = (np.ones(len(first)), first, second, first**2, second**2, first * second)
    sums = np.array([np.bincount(who, column) for column in columns])
    count = sums.shape[1]
    draws = np.random.RandomState(0).multinomial(count, np.full(count, 1 / count), DRAWS)
    n, x, y, xx, yy, xy = (draws @ sums.T).T
    r = (xy / n - x * y / n**2) / np.sqrt((xx / n - (x / n) ** 2) * (yy / n - (y / n) ** 2))
    low, high = np.percentile(r, (2.5, 97.5))
    return float(low), float(high)


def partial(first: Numbers, second: Numbers, given: Numbers) -> float:
    """Correlation of what is left of two when a third is taken out by a line."""
    left = [v - np.polyval(np.polyfit(given, v, 1), given) for v in (first, second)]
    return pearson(left[0], left[1])


def auc(bad: npt.NDArray[np.bool_], suspicion: Numbers) -> float:
    """Chance that a bad one is suspected more than a good one (ties count half)."""
    order = np.argsort(suspicion, kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    _, group = np.unique(suspicion, return_inverse=True)
    ranks = (np.bincount(group, ranks) / np.bincount(group))[group]
    count = int(bad.sum())
    return float((ranks[bad].sum() - count * (count + 1) / 2) / (count * (len(bad) - count)))


def precision_at(bad: npt.NDArray[np.bool_], suspicion: Numbers, recall: float) -> float:
    """Share of bad ones among the most suspected, as many as find that share of all bad ones."""
    ranked = bad[np.argsort(-suspicion, kind="stable")]
    found = np.cumsum(ranked)
    needed = int(np.searchsorted(found, recall * bad.sum()))
    return float(found[needed] / (needed + 1))
