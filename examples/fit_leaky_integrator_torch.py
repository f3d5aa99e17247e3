"""Fits the time constant and the coupling of a network to the traces in target.csv, by gradient descent.

Written and run by the example fit_leaky_integrator_torch; by hand: python fit.py --epochs 120 --starts 5
Writes loss.csv, with a row for each epoch and start, and traces.csv: the first unit before and after the fit from each
start, and its target.
"""

import argparse
import csv
import math
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
from leaky_network_torch import STATES, LeakyNetwork

FOLDER = Path(__file__).parent


def read_target():
    """The times and the traces of all units."""
    rows = list(csv.reader((FOLDER / "target.csv").open()))[1:]
    values = torch.tensor([[float(x) for x in row] for row in rows])
    return values[:, 0], values[:, 1:]


def write(name, header, rows):
    with (FOLDER / name).open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def fit(traces, target, epochs, tau, k):
    """The course of a fit from one start: epoch, loss, tau and k; and the traces before and after it."""
    # One number for all units each; the weights stay as they are.
    model = LeakyNetwork(trainable=("tau", "k"), tau=tau, k=k)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.2, betas=(0.8, 0.95))
    rates = torch.optim.lr_scheduler.ExponentialLR(optimiser, 0.99)
    course, before = [], None
    for epoch in range(epochs + 1):
        optimiser.zero_grad()
        now = traces(model)
        loss = ((now - target)**2).mean()
        before = now.detach() if before is None else before
        course.append((epoch, loss.item(), model.tau.item(), model.k.item()))
        if epoch < epochs:
            loss.backward()
            optimiser.step()
            rates.step()
    return course, before, now.detach()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=120)
    parser.add_argument("--starts", type=int, default=5)
    options = parser.parse_args()
    t, target = read_target()
    steps, dt = len(t) - 1, (t[1] - t[0]).item()
    drive = 0.1*torch.sin(2.0*math.pi*0.2*t[:-1])

    def traces(model):
        return model.simulate(dt, steps, inputs={"u": drive})[:, STATES["v"]]

    with torch.no_grad():
        difference = (traces(LeakyNetwork()) - target).abs().max().item()
    print(f"exported network and target differ by {difference:.1e}", flush=True)

    random = torch.Generator().manual_seed(4)
    courses, columns = [], [t, target[:, 0]]
    for start in range(options.starts):
        tau, k = (low + (high - low)*torch.rand((), generator=random).item() for low, high in ((0.5, 8.0), (0.1, 4.0)))
        course, before, after = fit(traces, target, options.epochs, tau, k)
        (_, first, *_), (_, last, *found) = course[0], course[-1]
        print(f"start {start + 1}: tau {tau:.3f}, k {k:.3f}, loss {first:.2e}; ", end="")
        print("after the fit tau {:.4f}, k {:.4f}, loss {:.2e}".format(*found, last), flush=True)
        courses += [(start + 1, *row) for row in course]
        columns += [before[:, 0], after[:, 0]]
    write("loss.csv", ["start", "epoch", "loss", "tau", "k"], courses)
    numbers = range(1, options.starts + 1)
    names = [f"{when}_{number}" for number in numbers for when in ("before", "after")]
    write("traces.csv", ["t", "target", *names], zip(*(column.tolist() for column in columns)))


main()
