"""Fits the time constant and the coupling of a network to the traces in target.csv, by gradient descent.

Written and run by the example fit_leaky_integrator_torch; by hand: python fit.py --epochs 120
Writes loss.csv, with a row for each epoch, and traces.csv: the first unit before and after the fit, and its target.
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=120)
    epochs = parser.parse_args().epochs
    t, target = read_target()
    steps, dt = len(t) - 1, (t[1] - t[0]).item()
    drive = 0.1*torch.sin(2.0*math.pi*0.2*t[:-1])

    def traces(model):
        return model.simulate(dt, steps, inputs={"u": drive})[:, STATES["v"]]

    with torch.no_grad():
        difference = (traces(LeakyNetwork()) - target).abs().max().item()
    print(f"exported network and target differ by {difference:.1e}", flush=True)

    # One number for all units each; the weights stay as they are.
    model = LeakyNetwork(trainable=("tau", "k"), tau=6.0, k=3.0)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.2, betas=(0.8, 0.95))
    history, before = [], None
    for epoch in range(epochs + 1):
        optimiser.zero_grad()
        now = traces(model)
        loss = ((now - target)**2).mean()
        before = now.detach() if before is None else before
        history.append((epoch, loss.item(), model.tau.item(), model.k.item()))
        if epoch % 20 == 0 or epoch == epochs:
            print("epoch {:3}  loss {:.3e}  tau {:.4f}  k {:.4f}".format(*history[-1]), flush=True)
        if epoch < epochs:
            loss.backward()
            optimiser.step()
    write("loss.csv", ["epoch", "loss", "tau", "k"], history)
    rows = zip(t.tolist(), target[:, 0].tolist(), before[:, 0].tolist(), now[:, 0].tolist())
    write("traces.csv", ["t", "target", "before", "after"], rows)


main()
