"""Writes layers.json: results of PyTorch's layers in float64 for parameters and inputs that are hashes of their index: inference and training,
gradients of a weighted sum of the result with respect to input and parameters, and what training makes of statistics.

Run: python make.py
"""

import json
from pathlib import Path

import torch
from cases import layers
from torch import nn


def hashed(shape, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 32768"""
    i = torch.arange(torch.Size(shape).numel())
    return ((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768).double().reshape(shape)


def indices(shape, below):
    """(40503 i + 111105) mod 65536 mod below"""
    i = torch.arange(torch.Size(shape).numel())
    return ((40503 * i + 111105) % 65536 % below).reshape(shape)


def plain(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def fill(layer):
    """Parameters are hashes by their order; so are statistics, variances made positive."""
    with torch.no_grad():
        for salt, p in enumerate(layer.parameters()):
            p.copy_(hashed(p.shape, salt))
        for salt, (name, b) in enumerate(layer.named_buffers()):
            if b.dtype.is_floating_point:
                b.copy_(1.5 + hashed(b.shape, 30 + salt) if name.endswith("var") else hashed(b.shape, 30 + salt))
            else:
                b.fill_(3)


def run(layer, x):
    """The result, and the gradients of sum(y * hashed)."""
    x = x.detach().clone().requires_grad_(x.is_floating_point())
    layer.zero_grad()
    y = layer(x)
    (y * hashed(y.shape, 17)).sum().backward()
    gradients = {name: plain(p.grad) for name, p in layer.named_parameters() if p.grad is not None}
    if x.is_floating_point():
        gradients["input"] = plain(x.grad)
    return {"shape": list(y.shape), "output": plain(y), "gradients": gradients}


def golden(make, shape, *, below=None, train=False):
    torch.manual_seed(0)
    layer = make().double()
    fill(layer)
    x = hashed(shape, 9) if below is None else indices(shape, below)
    result = {"input": shape, "parameters": [name for name, _ in layer.named_parameters()]}
    statistics = dict(layer.named_buffers())
    if below is not None:
        result["below"] = below
    if statistics:
        result["statistics"] = list(statistics)
    layer.eval()
    result["apply"] = run(layer, x)
    if train:
        fill(layer)
        layer.train()
        before = [p.detach().clone() for p in layer.parameters()]
        result["train"] = run(layer, x)
        changed = {n: plain(p) for b, (n, p) in zip(before, layer.named_parameters()) if not torch.equal(b, p)}
        if changed:
            result["train"]["changed"] = changed
        result["train"]["statistics"] = {name: plain(b.double()) for name, b in layer.named_buffers()}
    return result


print("torch", torch.__version__)
here = Path(__file__)
here.with_name("layers.json").write_text(json.dumps({name: golden(*case[:2], **(case[2] if len(case) > 2 else {})) for name, case in layers.items()}, separators=(",", ":")) + "\n")
