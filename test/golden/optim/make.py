"""Writes trajectories.json: parameters after each step of PyTorch 2.15.0's optimizers in float64.

The gradient at step t of element i is cos(1.3 i + 0.7 t) + 0.1 p, so that any reader can compute it.

Run: python make.py
"""

import json
from pathlib import Path

import torch

STEPS = 12
START = {"w": [0.5, -1.0, 2.0], "b": [[0.0, 1e-3], [-3.0, 40.0]]}

cases = {
    "sgd": ("SGD", {"lr": 0.1}),
    "sgd momentum": ("SGD", {"lr": 0.1, "momentum": 0.9}),
    "sgd dampening": ("SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.01}),
    "sgd nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 5e-4}),
    "adam": ("Adam", {"lr": 0.01}),
    "adam decay": ("Adam", {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1, "weight_decay": 0.1}),
    "adamw": ("AdamW", {"lr": 0.01}),
    "adamw decay": ("AdamW", {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.2}),
    "adam cosine": ("Adam", {"lr": 0.01}),
    "sgd clipped": ("SGD", {"lr": 0.1, "momentum": 0.5}),
}


def gradient(p, t):
    i = torch.arange(p.numel(), dtype=torch.float64).reshape(p.shape)
    return torch.cos(1.3 * i + 0.7 * t) + 0.1 * p


def trajectory(name, kind, options):
    params = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in START.items()}
    optimizer = getattr(torch.optim, kind)(params.values(), **options)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10, 1e-4) if "cosine" in name else None
    steps = []
    for t in range(STEPS if schedule is None else 10):
        for p in params.values():
            p.grad = gradient(p.detach(), t)
        if "clipped" in name:
            torch.nn.utils.clip_grad_norm_(params.values(), 1.5)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        steps.append({k: p.detach().flatten().tolist() for k, p in params.items()})
    return steps


result = {"start": START, "trajectories": {name: trajectory(name, *case) for name, case in cases.items()}}
Path(__file__).with_name("trajectories.json").write_text(json.dumps(result) + "\n")
