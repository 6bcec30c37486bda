"""Writes networks.json: names and sizes of the networks' tensors, and the logits, some gradients and some statistics of two images, by PyTorch in float64.

Weights, statistics and images are not stored: see rule.py. Logits of 10 classes; the sizes are those for 1000. Gradients are of Σ logits · cotangent
in training mode (of GoogLeNet, of all heads' logits): the largest element, and 12 evenly spaced ones.

Run: python make.py
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from networks import networks
from rule import fill, hashed

print("python", sys.version.split()[0], "numpy", np.__version__, "torch", torch.__version__, "torchvision", torchvision.__version__)


def digits(tensor):
    return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]


def names_of(make):
    with torch.device("meta"):
        model = make(1000)
    lines = sorted(f"{name} {list(tensor.shape)}".replace(", ", ",") for name, tensor in model.state_dict().items())
    return {
        "parameters": sum(p.numel() for p in model.parameters()),
        "tensors": len(lines),
        "hash": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
    }


def spaced(tensor):
    flat = tensor.flatten()
    return flat[[i * len(flat) // 12 for i in range(12)]] if len(flat) > 12 else flat


def values_of(name, make, shape, kept):
    # Initialising what will be filled takes longer than all the rest.
    with torch.device("meta"):
        model = make(10)
    model = fill(model.double().to_empty(device="cpu"))
    x = torch.from_numpy(2 * hashed("images", (2, *shape)))
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train()
    trained = model(x)
    heads = {"logits": trained} if isinstance(trained, torch.Tensor) else {"logits": trained[0], "aux2": trained[1], "aux1": trained[2]}
    cotangent = torch.from_numpy(2 * hashed("cotangent", tuple(logits.shape)))
    loss = sum((head * cotangent).sum() for head in heads.values())
    parameters = dict(model.named_parameters())
    gradients = torch.autograd.grad(loss, [parameters[n] for n in kept]) if kept else []
    state = model.state_dict()
    statistics = [n for n in state if n.endswith(("running_mean", "running_var"))][-2:]
    # Of the logits of pixels, every 157th.
    thinned = (lambda t: t) if logits.ndim == 2 else (lambda t: t.flatten()[::157])
    return {
        "input": shape,
        "inference": digits(thinned(logits)),
        "training": {head: digits(thinned(value)) for head, value in heads.items()},
        "gradients": {n: {"largest": digits(g.abs().max())[0], "elements": digits(spaced(g))} for n, g in zip(kept, gradients)},
        "statistics": {n: digits(state[n][:4]) for n in statistics},
    }


result = {}
for name, (make, shape, kept) in networks.items():
    result[name] = names_of(make) | values_of(name, make, shape, kept)
    print(name, result[name]["inference"][:3], result[name]["training"]["logits"][:3], flush=True)
Path(__file__).with_name("networks.json").write_text("{\n" + ",\n".join(f"{json.dumps(n)}: {json.dumps(v)}" for n, v in result.items()) + "\n}\n")
