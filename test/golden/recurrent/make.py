"""Writes recurrent.json: outputs, last states and all gradients of PyTorch's recurrent layers and cells in float64, for parameters and inputs that
are hashes of their index. The loss is the sum of outputs and states times other hashes. Prints the versions used.

Run: python make.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

BATCH, TIME, IN, HIDDEN = 3, 4, 2, 3
LENGTHS = [2, 4, 1]


def hashed(shape, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 65536"""
    i = torch.arange(torch.Size(shape).numel())
    return ((((40503 * i + 12345 * salt) % 65536) - 32768) / 65536).double().reshape(shape)


def listed(x):
    return [float(f"{v:.11g}") for v in x.detach().flatten().tolist()]


def fill(module):
    module.double()
    with torch.no_grad():
        for salt, p in enumerate(module.parameters()):
            p.copy_(hashed(p.shape, salt))
    return dict(module.named_parameters())


cases = {
    "rnn": (nn.RNN, {}),
    "rnn relu, no bias": (nn.RNN, {"nonlinearity": "relu", "bias": False}),
    "rnn, two layers, both directions": (nn.RNN, {"num_layers": 2, "bidirectional": True}),
    "lstm": (nn.LSTM, {}),
    "lstm, no bias": (nn.LSTM, {"bias": False}),
    "lstm, two layers, both directions": (nn.LSTM, {"num_layers": 2, "bidirectional": True}),
    "lstm, projection": (nn.LSTM, {"proj_size": 2}),
    "lstm, projection, two layers, both directions": (nn.LSTM, {"proj_size": 2, "num_layers": 2, "bidirectional": True}),
    "gru": (nn.GRU, {}),
    "gru, no bias": (nn.GRU, {"bias": False}),
    "gru, two layers, both directions": (nn.GRU, {"num_layers": 2, "bidirectional": True}),
    "gru, three layers": (nn.GRU, {"num_layers": 3}),
}


def run(kind, options, lengths):
    layer = kind(IN, HIDDEN, batch_first=True, **options)
    params = fill(layer)
    count = layer.num_layers * (2 if layer.bidirectional else 1)
    x = hashed([BATCH, TIME, IN], 20).requires_grad_()
    sizes = [layer.proj_size or HIDDEN, HIDDEN] if kind is nn.LSTM else [HIDDEN]
    initial = [hashed([count, BATCH, size], 21 + i).requires_grad_() for i, size in enumerate(sizes)]
    given = tuple(initial) if kind is nn.LSTM else initial[0]
    if lengths is None:
        outputs, last = layer(x, given)
    else:
        packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
        outputs, last = layer(packed, given)
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=TIME)
    last = list(last) if kind is nn.LSTM else [last]
    loss = (outputs * hashed(outputs.shape, 30)).sum() + sum((s * hashed(s.shape, 31 + i)).sum() for i, s in enumerate(last))
    loss.backward()
    return {
        "outputs": listed(outputs),
        "states": [listed(s) for s in last],
        "gradients": {
            "x": listed(x.grad),
            "states": [listed(s.grad) for s in initial],
            "params": {name: listed(p.grad) for name, p in params.items()},
        },
    }


def run_cell(kind, options):
    cell = kind(IN, HIDDEN, **options)
    params = fill(cell)
    x = hashed([BATCH, IN], 20).requires_grad_()
    initial = [hashed([BATCH, HIDDEN], 21 + i).requires_grad_() for i in range(2 if kind is nn.LSTMCell else 1)]
    last = cell(x, tuple(initial) if len(initial) > 1 else initial[0])
    last = list(last) if isinstance(last, tuple) else [last]
    sum((s * hashed(s.shape, 31 + i)).sum() for i, s in enumerate(last)).backward()
    return {
        "states": [listed(s) for s in last],
        "gradients": {
            "x": listed(x.grad),
            "states": [listed(s.grad) for s in initial],
            "params": {name: listed(p.grad) for name, p in params.items()},
        },
    }


result = {
    "lengths": LENGTHS,
    "layers": {name: {"full": run(*case, None), "packed": run(*case, LENGTHS)} for name, case in cases.items()},
    "cells": {
        "rnnCell": run_cell(nn.RNNCell, {}),
        "rnnCell relu, no bias": run_cell(nn.RNNCell, {"nonlinearity": "relu", "bias": False}),
        "lstmCell": run_cell(nn.LSTMCell, {}),
        "gruCell": run_cell(nn.GRUCell, {}),
    },
}
Path(__file__).with_name("recurrent.json").write_text(json.dumps(result) + "\n")
print("torch", torch.__version__)
