"""Measures of generated pictures in the features of a judge; rows are pictures, columns features."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

CHUNK = 250  # pictures that are compared with all others at once


def frechet_distance(a: NDArray, b: NDArray) -> float:
    """Squared Frechet distance between the normal distributions of two feature sets, Heusel 2017 (1706.08500).

    |mu_a - mu_b|^2 + tr(A + B - 2 (A^1/2 B A^1/2)^1/2); lower is better, and it is biased upwards for few pictures, so
    it is compared only with the distance of as many real pictures, the floor.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = _root(cov_a)
    cross = np.linalg.eigvalsh(root @ cov_b @ root)
    return float(
        ((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(cov_a + cov_b) - 2 * np.sqrt(np.clip(cross, 0, None)).sum()
    )


def _root(covariance: NDArray) -> NDArray:
    """The symmetric square root of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T


def coverage(real: NDArray, fake: NDArray, k: int = 5) -> float:
    """Share of real pictures with a generated one nearer than their k-th real neighbour, Naeem 2020 (2002.09797)."""
    radius = np.sort(_distances(real, real), axis=1)[:, k]
    return float((_distances(real, fake).min(axis=1) <= radius).mean())


def shared_information(a: NDArray, b: NDArray) -> float:
    """Normalised mutual information of two labellings, int (N,): 0 where they are independent, 1 where alike.

    Over the geometric mean of both entropies, Strehl & Ghosh 2002; 0 where one of them never changes.
    """
    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1 / len(a))
    whole, rows, columns = (-(p[p > 0] * np.log(p[p > 0])).sum() for p in (table, table.sum(1), table.sum(0)))
    return max(0.0, float((rows + columns - whole) / np.sqrt(rows * columns))) if rows * columns > 0 else 0.0


def nearest_distance(pictures: NDArray, training: NDArray) -> float:
    """Median distance of pictures to the nearest training picture; far below that of test pictures they are copies."""
    chunks = (_distances(pictures[i : i + CHUNK], training).min(axis=1) for i in range(0, len(pictures), CHUNK))
    return float(np.median(np.concatenate(list(chunks))))


def rounded_figure(value: float, real: float | None, better: str) -> dict[str, Any]:
    """A figure with four digits, that of real pictures where there is one, and which way is better, "" for neither."""
    figures = {"value": value} | ({} if real is None else {"real": real})
    return {name: float(f"{figure:.4g}") for name, figure in figures.items()} | {"better": better}


def _distances(a: NDArray, b: NDArray) -> NDArray:
    """Euclidean distances of all rows of a to all rows of b."""
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.clip(squares, 0, None))
