"""Writes layers.json: results of PyTorch 2.15.0's layers and losses in float64, for inputs that are hashes of their index.

Run: python make.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


def hashed(shape, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 32768"""
    i = torch.arange(torch.Size(shape).numel())
    return ((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768).double().reshape(shape)


layers = {
    "linear": (nn.Linear(5, 3), [4, 5]),
    "linear, more axes, no bias": (nn.Linear(5, 3, bias=False), [2, 3, 5]),
    "conv1d": (nn.Conv1d(2, 4, 3, stride=2, padding=1, dilation=2), [2, 2, 11]),
    "conv2d": (nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), [2, 3, 7, 6]),
    "conv2d, groups, no bias": (nn.Conv2d(4, 6, 3, groups=2, bias=False), [2, 4, 5, 5]),
    "conv2d, depthwise": (nn.Conv2d(3, 6, 2, groups=3), [1, 3, 4, 4]),
    "conv3d": (nn.Conv3d(2, 3, 2, padding=(0, 1, 1), stride=(1, 2, 1)), [1, 2, 3, 4, 3]),
    "maxPool2d": (nn.MaxPool2d(2), [2, 2, 5, 6]),
    "maxPool2d, overlapping": (nn.MaxPool2d(3, stride=2, padding=1), [1, 2, 5, 7]),
    "maxPool2d, dilated": (nn.MaxPool2d((2, 3), stride=1, dilation=(2, 1)), [1, 1, 4, 5]),
    "avgPool2d": (nn.AvgPool2d(2), [2, 2, 5, 6]),
    "avgPool2d, padded": (nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 1)), [1, 2, 5, 4]),
    "relu": (nn.ReLU(), [7]),
    "tanh": (nn.Tanh(), [7]),
    "sigmoid": (nn.Sigmoid(), [7]),
    "silu": (nn.SiLU(), [7]),
    "gelu": (nn.GELU(), [7]),
    "flatten": (nn.Flatten(), [2, 3, 2]),
}


def run(layer, shape):
    layer = layer.double()
    with torch.no_grad():
        for salt, p in enumerate(layer.parameters()):
            p.copy_(hashed(p.shape, salt))
        y = layer(hashed(shape, 9))
    return {"input": shape, "shape": list(y.shape), "output": y.flatten().tolist()}


logits = 8 * hashed([5, 4], 1)
labels = torch.tensor([3, 0, 1, 1, 2])
result = {
    "layers": {name: run(*case) for name, case in layers.items()},
    "crossEntropy": F.cross_entropy(logits, labels).item(),
    "meanSquaredError": F.mse_loss(hashed([3, 2], 1), hashed([3, 2], 2)).item(),
}
Path(__file__).with_name("layers.json").write_text(json.dumps(result) + "\n")
