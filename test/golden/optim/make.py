"""Writes trajectories.json: parameters after some of 100 steps of PyTorch's optimizers in float64, and schedules.json: its learning rates.

The gradient at step t of element i is cos(1.3 i + 0.7 t) + 0.1 p, so that any reader can compute it.
Lion and LAMB, which PyTorch has not, are written here from their papers; Muon runs as PyTorch's, but orthogonalizes in float64, not in bfloat16.

Run: python make.py
"""

import json
import math
from pathlib import Path

import torch
from torch.optim import _muon

print("torch", torch.__version__)
# Some optimizers keep scalars in the default dtype.
torch.set_default_dtype(torch.float64)
KEPT = [1, 2, 3, 5, 10, 20, 50, 100]
START = {"w": [0.5, -1.0, 2.0], "b": [[0.0, 1e-3], [-3.0, 40.0]]}
MATRICES = {"tall": [[0.5, -1.0], [2.0, 0.25], [1.5, 3.0]], "wide": [[1.0, 0.0, -2.0, 4.0], [0.5, -0.5, 1.0, 2.0]]}


class Lion(torch.optim.Optimizer):
    """Chen et al., 2023, algorithm 2."""

    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (b1, b2), lr = group["betas"], group["lr"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                direction = torch.sign(b1 * m + (1 - b1) * p.grad)
                self.state[p]["m"] = b2 * m + (1 - b2) * p.grad
                p -= lr * (direction + group["weight_decay"] * p)


class Lamb(torch.optim.Optimizer):
    """You et al., 2020, algorithm 2, with the identity for phi."""

    def __init__(self, params, lr, betas, eps, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                state = self.state[p]
                m, v, t = state.get("m", torch.zeros_like(p)), state.get("v", torch.zeros_like(p)), state.get("t", 0) + 1
                m, v = b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad**2
                self.state[p].update(m=m, v=v, t=t)
                r = m / (1 - b1**t) / (torch.sqrt(v / (1 - b2**t)) + group["eps"]) + group["weight_decay"] * p
                size, length = p.norm(), r.norm()
                p -= group["lr"] * (size / length if size > 0 and length > 0 else 1) * r


def orthogonalize(grad, coefficients, steps, eps):
    a, b, c = coefficients
    x = grad.T if grad.size(0) > grad.size(1) else grad
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if grad.size(0) > grad.size(1) else x


_muon._zeropower_via_newtonschulz = orthogonalize

O = torch.optim
cases = {
    "sgd": (O.SGD, {"lr": 0.1}),
    "sgd momentum": (O.SGD, {"lr": 0.1, "momentum": 0.9}),
    "sgd dampening": (O.SGD, {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.01}),
    "sgd nesterov": (O.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 5e-4}),
    "sgd maximize": (O.SGD, {"lr": 0.01, "momentum": 0.5, "weight_decay": 0.1, "maximize": True}),
    "sgd clipped": (O.SGD, {"lr": 0.1, "momentum": 0.5}),
    "sgd clipped by value": (O.SGD, {"lr": 0.1, "momentum": 0.5}),
    "adam": (O.Adam, {"lr": 0.01}),
    "adam decay": (O.Adam, {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1, "weight_decay": 0.1}),
    "adam amsgrad": (O.Adam, {"lr": 0.05, "betas": (0.5, 0.7), "amsgrad": True, "weight_decay": 0.1}),
    "adam cosine": (O.Adam, {"lr": 0.01}),
    "adamw": (O.AdamW, {"lr": 0.01}),
    "adamw decay": (O.AdamW, {"lr": 0.1, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.2}),
    "adamw amsgrad": (O.AdamW, {"lr": 0.05, "betas": (0.5, 0.7), "amsgrad": True}),
    "adamax": (O.Adamax, {}),
    "adamax decay": (O.Adamax, {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    "nadam": (O.NAdam, {}),
    "nadam decay": (O.NAdam, {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-3, "momentum_decay": 0.02, "weight_decay": 0.1}),
    "nadam decoupled": (O.NAdam, {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "radam": (O.RAdam, {}),
    "radam decay": (O.RAdam, {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    "radam decoupled": (O.RAdam, {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "adagrad": (O.Adagrad, {}),
    "adagrad decay": (O.Adagrad, {"lr": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3, "weight_decay": 0.1}),
    "adadelta": (O.Adadelta, {}),
    "adadelta decay": (O.Adadelta, {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    "rmsprop": (O.RMSprop, {}),
    "rmsprop centered": (O.RMSprop, {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    "rprop": (O.Rprop, {}),
    "rprop bounded": (O.Rprop, {"lr": 0.1, "etas": (0.4, 1.3), "step_sizes": (0.01, 0.2)}),
    "asgd": (O.ASGD, {}),
    "asgd averaged": (O.ASGD, {"lr": 0.1, "lambd": 0.01, "alpha": 0.6, "t0": 4, "weight_decay": 0.1}),
    "lion": (Lion, {"lr": 0.01, "betas": (0.9, 0.99), "weight_decay": 0.1}),
    "lamb": (Lamb, {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-6, "weight_decay": 0.1}),
    "adafactor": (O.Adafactor, {}),
    "adafactor decay": (O.Adafactor, {"lr": 0.1, "beta2_decay": -0.5, "eps": (1e-3, 1e-2), "d": 2.0, "weight_decay": 0.1}),
    "muon": (O.Muon, {}),
    "muon adjusted": (O.Muon, {"lr": 0.02, "momentum": 0.8, "nesterov": False, "weight_decay": 0.0, "ns_steps": 3, "adjust_lr_fn": "match_rms_adamw"}),
}


def gradient(p, t):
    i = torch.arange(p.numel(), dtype=torch.float64).reshape(p.shape)
    return torch.cos(1.3 * i + 0.7 * t) + 0.1 * p


def trajectory(name, kind, options):
    start = MATRICES if "muon" in name else START
    params = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in start.items()}
    optimizer = kind(params.values(), **options)
    schedule = O.lr_scheduler.CosineAnnealingLR(optimizer, 100, 1e-4) if "cosine" in name else None
    kept = []
    for t in range(100):
        for p in params.values():
            p.grad = gradient(p.detach(), t)
        if name == "sgd clipped":
            torch.nn.utils.clip_grad_norm_(params.values(), 1.5)
        if name == "sgd clipped by value":
            torch.nn.utils.clip_grad_value_(params.values(), 0.3)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        if t + 1 in KEPT:
            kept.append({k: p.detach().flatten().tolist() for k, p in params.items()})
    if name == "asgd averaged":
        kept.append({k: optimizer.state[p]["ax"].flatten().tolist() for k, p in params.items()})
    return kept


trajectories = {name: trajectory(name, *case) for name, case in cases.items()}
result = {"kept": KEPT, "start": START, "matrices": MATRICES, "trajectories": trajectories}

L = O.lr_scheduler
schedules = {
    "constant": lambda o: L.LambdaLR(o, lambda t: 1),
    "linear": lambda o: L.LinearLR(o, start_factor=0.2, end_factor=0.9, total_iters=20),
    "cosine": lambda o: L.CosineAnnealingLR(o, 60, eta_min=0.02),
    "polynomial": lambda o: L.PolynomialLR(o, total_iters=30, power=1.7),
    "exponentialDecay": lambda o: L.ExponentialLR(o, 0.93),
    "stepDecay": lambda o: L.StepLR(o, 7, 0.3),
    "multiStep": lambda o: L.MultiStepLR(o, [3, 10, 11, 40], 0.5),
    "cosineRestarts": lambda o: L.CosineAnnealingWarmRestarts(o, 9, 1, 0.05),
    "cosineRestarts growing": lambda o: L.CosineAnnealingWarmRestarts(o, 4, 2, 0.01),
    "cosineRestarts growing threefold": lambda o: L.CosineAnnealingWarmRestarts(o, 1, 3),
    "oneCycle": lambda o: L.OneCycleLR(o, 0.8, total_steps=61),
    "oneCycle linear": lambda o: L.OneCycleLR(o, 0.8, total_steps=61, pct_start=0.15, anneal_strategy="linear", div_factor=5, final_div_factor=10),
    "cyclic": lambda o: L.CyclicLR(o, 0.1, 0.6, 8, cycle_momentum=False),
    "cyclic halving": lambda o: L.CyclicLR(o, 0.1, 0.6, 5, 9, mode="triangular2", cycle_momentum=False),
    "cyclic exponential": lambda o: L.CyclicLR(o, 0.1, 0.6, 5, mode="exp_range", gamma=0.97, cycle_momentum=False),
    "joined": lambda o: L.SequentialLR(o, [L.LinearLR(o, 0.1, 1, 5), L.ExponentialLR(o, 0.9), L.StepLR(o, 10, 0.5)], [5, 25]),
    "product": lambda o: L.ChainedScheduler([L.LinearLR(o, 0.1, 1, 5), L.ExponentialLR(o, 0.95)]),
}


def rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.4)
    schedule = make(optimizer)
    found = []
    for _ in range(61):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        try:
            schedule.step()
        except ValueError:  # OneCycleLR has an end.
            pass
    return found


# The metric of epoch t, which plateaus, falls and jumps.
METRIC = [math.exp(-0.2 * min(t, 12)) + 0.02 * math.cos(2.1 * min(t, 70)) + (0.3 if 30 <= t < 34 else 0) - (0.05 if t > 50 else 0) for t in range(110)]
plateaus = {
    "plateau": {},
    "plateau cooled": {"factor": 0.5, "patience": 3, "threshold": 0.05, "cooldown": 4, "min_lr": 0.01},
    "plateau absolute": {"factor": 0.5, "patience": 2, "threshold": 0.01, "threshold_mode": "abs"},
    "plateau maximum": {"mode": "max", "factor": 0.5, "patience": 4},
    "plateau maximum absolute": {"mode": "max", "factor": 0.7, "patience": 2, "threshold": 0.01, "threshold_mode": "abs", "cooldown": 1},
}


def plateau(options):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.4)
    schedule = L.ReduceLROnPlateau(optimizer, **options)
    found = []
    for metric in METRIC:
        schedule.step(metric)
        found.append(optimizer.param_groups[0]["lr"])
    return found


here = Path(__file__)
here.with_name("trajectories.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
found = {"schedules": {k: rates(v) for k, v in schedules.items()}, "metric": METRIC, "plateaus": {k: plateau(v) for k, v in plateaus.items()}}
here.with_name("schedules.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
