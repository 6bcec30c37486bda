"""Writes lbfgs.json: parameters after iterations of torch.optim.LBFGS in float64, of Rosenbrock's function and of a logistic regression.

Run: python make_lbfgs.py
"""

import json
from pathlib import Path

import torch

print("torch", torch.__version__)
torch.set_default_dtype(torch.float64)


def hashed(size, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 32768"""
    i = torch.arange(size)
    return (((40503 * i + 12345 * salt) % 65536) - 32768) / 32768


def rosenbrock(p):
    x = p["x"]
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


FEATURES, TARGETS = hashed(60, 1).reshape(20, 3), (hashed(20, 2) > 0).double()


def logistic(p):
    z = FEATURES @ p["w"] + p["b"]
    return (torch.nn.functional.softplus(z) - TARGETS * z).mean() + 0.01 * (p["w"] ** 2).sum()


STARTS = {"rosenbrock": {"x": [-1.2, 1.0, 0.5, -0.3]}, "logistic": {"w": [0.0, 0.0, 0.0], "b": [0.0]}}
FUNCTIONS = {"rosenbrock": rosenbrock, "logistic": logistic}
cases = {
    "rosenbrock": ("rosenbrock", {"line_search_fn": "strong_wolfe"}, 30),
    "rosenbrock of short memory": ("rosenbrock", {"line_search_fn": "strong_wolfe", "history_size": 2, "lr": 0.5}, 20),
    "logistic": ("logistic", {"line_search_fn": "strong_wolfe"}, 10),
    "logistic without a search": ("logistic", {"lr": 0.5}, 10),
}


def trajectory(function, options, steps):
    params = {k: torch.tensor(v, requires_grad=True) for k, v in STARTS[function].items()}
    # PyTorch's own iterations go on from call to call.
    optimizer = torch.optim.LBFGS(params.values(), max_iter=1, **options)

    def closure():
        optimizer.zero_grad()
        loss = FUNCTIONS[function](params)
        loss.backward()
        return loss

    found = []
    for _ in range(steps):
        optimizer.step(closure)
        found.append({k: p.detach().tolist() for k, p in params.items()})
    return found


result = {"starts": STARTS, "trajectories": {k: trajectory(*v) for k, v in cases.items()}}
Path(__file__).with_name("lbfgs.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
