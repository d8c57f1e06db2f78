"""Fitting of lines and trees with scikit-learn, turned into the product's own arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import RidgeCV

from server.speech.heard import PHONES, Indices, Numbers
from server.speech.regression import Lines, Trees

SHRINKAGE = 0.02  # of the covariance within phones towards a sphere
SHARED, OWN = 3000.0, 1500.0  # ridge of all phones together, then of each phone
FEWEST = 60
UNUSUAL = 1.8  # what is said for a phone that no example was seen of
NEVER = -60.0


def ridge(rows: Numbers, targets: Numbers, strengths: Numbers) -> Lines:
    """Ridge regression on standardised columns; the strength is chosen by leave-one-out."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = RidgeCV(strengths).fit((rows - mean) / spread, targets)
    weights = np.atleast_2d(model.coef_).T / spread[:, None]
    return Lines(weights, np.atleast_1d(model.intercept_) - mean @ weights)


def posterior_lines(states: Numbers, phones: Indices) -> Lines:
    """Linear discriminant analysis of states into phones and silence (index 0), with shrinkage."""
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    standard = (states - mean) / spread
    count = np.bincount(phones, minlength=len(PHONES))
    centres = np.zeros((len(PHONES), states.shape[1]))
    for phone in np.flatnonzero(count):
        centres[phone] = standard[phones == phone].mean(axis=0)
    apart = standard - centres[phones]
    within = apart.T @ apart / len(apart)
    size = np.trace(within) / len(within)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * size * np.eye(len(within))
    slopes = np.linalg.solve(within, centres.T)
    bias = np.log(np.maximum(count, 1) / len(phones)) - 0.5 * (centres.T * slopes).sum(axis=0)
    weights = slopes / spread[:, None]
    bias = bias - mean @ weights
    weights[:, count == 0], bias[count == 0] = 0.0, NEVER
    return Lines(weights, bias)


def mark_lines(states: Numbers, phones: Indices, marks: Numbers) -> Lines:
    """For each phone a ridge from its state to the experts' mark: what is common to all phones
    first, then what is left for its own.
    """
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    standard = (states - mean) / spread
    width = states.shape[1]
    count = np.bincount(phones, minlength=len(PHONES))
    usual = np.bincount(phones, marks, minlength=len(PHONES)) / np.maximum(count, 1)
    usual[count == 0] = UNUSUAL
    left = marks - usual[phones]
    gram = standard.T @ standard + SHARED * np.eye(width)
    shared = np.linalg.solve(gram, standard.T @ left)
    left = left - standard @ shared
    slopes, bias = np.tile(shared[:, None], len(PHONES)), usual.copy()
    for phone in np.flatnonzero(count >= FEWEST):
        these = phones == phone
        centre = standard[these].mean(axis=0)
        mine, rest = standard[these] - centre, left[these] - left[these].mean()
        own = np.linalg.solve(mine.T @ mine + OWN * np.eye(width), mine.T @ rest)
        slopes[:, phone] += own
        bias[phone] += left[these].mean() - centre @ own
    weights = slopes / spread[:, None]
    return Lines(weights, bias - mean @ weights)


def trees(rows: Numbers, targets: Numbers, count: int, leaves: int, rate: float = 0.06) -> Trees:
    """Boosted regression trees of the same size for every fit."""
    model = HistGradientBoostingRegressor(
        max_iter=count,
        learning_rate=rate,
        max_leaf_nodes=leaves,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    ).fit(rows.astype(np.float32), targets)
    return _arrays(model)


def _arrays(model: Any) -> Trees:
    grown = [stage[0].nodes for stage in model._predictors]
    size = max(len(nodes) for nodes in grown)
    column = np.full((len(grown), size), -1, np.int16)
    threshold = np.zeros((len(grown), size), np.float32)
    left, right = np.zeros_like(column), np.zeros_like(column)
    for tree, nodes in enumerate(grown):
        inner = nodes["is_leaf"] == 0
        here = slice(0, len(nodes))
        column[tree, here] = np.where(inner, nodes["feature_idx"], -1)
        threshold[tree, here] = np.where(inner, nodes["num_threshold"], nodes["value"])
        left[tree, here], right[tree, here] = nodes["left"], nodes["right"]
    depth = max(int(nodes["depth"].max()) for nodes in grown)
    start = float(np.ravel(model._baseline_prediction)[0])
    return Trees(column, threshold, left, right, start, depth)


def cross_fitted(
    count: int, fold: Indices, fit: Callable[[Numbers], Callable[[Numbers], Numbers]]
) -> Numbers:
    """Predictions for every row by a model that saw none of its fold: `fit` gets a mask of rows to
    learn from and gives a function of a mask of rows to predict.
    """
    found: Numbers | None = None
    for number in np.unique(fold):
        here = fold == number
        predicted = fit(~here)(here)
        if found is None:
            found = np.zeros((count, *predicted.shape[1:]))
        found[here] = predicted
    assert found is not None
    return found
