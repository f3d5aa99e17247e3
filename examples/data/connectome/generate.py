"""Writes a made-up connectome of 100 regions, in the files of The Virtual Brain: `python generate.py` with NumPy.

Regions lie on two halves of an ellipsoid. Tracts are longer than straight lines; the fifth of all pairs with the strongest
ones is connected, and so is each region with its mirror image. Strengths fall with the length and scatter widely, as in
data from tractography.

weights.txt        strength of the tract to the region of the row from the region of the column
tract_lengths.txt  its length in mm
centres.txt        label of each region, and its place in mm
"""

from pathlib import Path

import numpy as np

HALF = 50
AXES = np.array([65.0, 85.0, 60.0])
DECAY = 40.0
CONNECTED = 0.2


def centres():
    """Points of a Fibonacci spiral on the right half, and their mirror images."""
    k = np.arange(HALF) + 0.5
    height = 1 - 2 * k / HALF
    angle = np.pi * ((k * (np.sqrt(5) - 1) / 2) % 1 - 0.5)
    radius = np.sqrt(1 - height**2)
    right = AXES * np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)
    right[:, 0] += 3.0
    return np.concatenate([right, right * [-1, 1, 1]])


def symmetric(matrix):
    upper = np.triu(matrix, 1)
    return upper + upper.T


def main():
    rng = np.random.default_rng(100)
    places = centres()
    n = 2 * HALF
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    lengths = symmetric(distance * rng.uniform(1.1, 1.4, (n, n)))
    strengths = symmetric(np.exp(-lengths / DECAY) * rng.lognormal(0.0, 1.0, (n, n)))
    pairs = strengths[np.triu_indices(n, 1)]
    connected = strengths >= np.quantile(pairs, 1 - CONNECTED)
    mirrored = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) == HALF
    connected |= mirrored
    strengths = np.where(mirrored, np.maximum(strengths, np.median(strengths[connected])), strengths)
    weights = np.where(connected, np.ceil(1000 * strengths), 0)
    folder = Path(__file__).parent
    np.savetxt(folder / "weights.txt", weights, fmt="%d")
    np.savetxt(folder / "tract_lengths.txt", np.where(connected, lengths, 0), fmt="%.4g")
    with open(folder / "centres.txt", "w") as file:
        for i, place in enumerate(places):
            side, number = ("r", i) if i < HALF else ("l", i - HALF)
            file.write(f"{side}{number:02} " + " ".join(f"{value:.1f}" for value in place) + "\n")


main()
