"""Writes transformer.json: results and gradients of PyTorch's transformer layers and stacks in float64, for parameters and inputs that are hashes of
their index; and positional encodings, rotary ones as products of complex numbers. Prints the versions used.

Run: python make.py
"""

import json
import math
from pathlib import Path

import torch
from torch import nn


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


BATCH, TIME, MEMORY, FEATURES, HEADS = 2, 3, 4, 4, 2
causal = torch.ones(TIME, TIME, dtype=torch.bool).triu(1)
padding = torch.tensor([[False, False, True], [False, False, False]])
memory_padding = torch.tensor([[False, True, False, False], [False, False, False, True]])
memory_mask = hashed([TIME, MEMORY], 45) > 0.2


def run(module, shapes, **masks):
    # In training mode, for PyTorch takes another path without; dropout is 0.
    params = fill(module)
    inputs = [hashed(s, 20 + i).requires_grad_() for i, s in enumerate(shapes)]
    y = module(*inputs, **masks)
    (y * hashed(y.shape, 30)).sum().backward()
    return {
        "output": listed(y),
        "gradients": {"inputs": [listed(x.grad) for x in inputs], "params": {n: listed(p.grad) for n, p in params.items()}},
    }


def encoder(**options):
    return nn.TransformerEncoderLayer(FEATURES, HEADS, dim_feedforward=5, dropout=0.0, batch_first=True, **options)


def decoder(**options):
    return nn.TransformerDecoderLayer(FEATURES, HEADS, dim_feedforward=5, dropout=0.0, batch_first=True, **options)


x, both = [[BATCH, TIME, FEATURES]], [[BATCH, TIME, FEATURES], [BATCH, MEMORY, FEATURES]]


def whole(**options):
    # PyTorch takes whether a mask is causal from the mask.
    module = nn.Transformer(FEATURES, HEADS, 2, 1, dim_feedforward=5, dropout=0.0, batch_first=True, **options)
    module.encoder.enable_nested_tensor = False
    return module


def sinusoidal(length, features):
    pe = torch.zeros(length, features, dtype=torch.float64)
    position = torch.arange(length, dtype=torch.float64).unsqueeze(1)
    div = torch.exp(torch.arange(0, features, 2, dtype=torch.float64) * (-math.log(10000.0) / features))
    pe[:, 0::2] = torch.sin(position * div)
    pe[:, 1::2] = torch.cos(position * div)
    return listed(pe)


def rotary(x, positions, base, halves):
    n = x.shape[-1] // 2
    pairs = torch.stack(x.chunk(2, -1), -1) if halves else x.reshape(*x.shape[:-1], n, 2)
    turns = torch.polar(torch.ones(len(positions), n).double(), positions[:, None] * base ** (-torch.arange(n).double() / n))
    y = torch.view_as_real(torch.view_as_complex(pairs.contiguous()) * turns)
    return listed(torch.cat([y[..., 0], y[..., 1]], -1) if halves else y.reshape(x.shape))


q = hashed([2, 3, 5, 6], 20)
result = {
    "encoders": {
        "norm last": run(encoder(), x),
        "norm first, gelu": run(encoder(norm_first=True, activation="gelu"), x),
        "no bias, eps": run(encoder(bias=False, layer_norm_eps=1e-2), x),
        "causal, padding": run(encoder(norm_first=True), x, src_mask=causal, src_key_padding_mask=padding),
        "stack with a norm": run(
            nn.TransformerEncoder(encoder(norm_first=True), 2, nn.LayerNorm(FEATURES), enable_nested_tensor=False), x, mask=causal
        ),
    },
    "decoders": {
        "norm last": run(decoder(), both),
        "norm first, gelu, causal": run(decoder(norm_first=True, activation="gelu"), both, tgt_mask=causal),
        "all masks": run(
            decoder(),
            both,
            tgt_mask=causal,
            tgt_key_padding_mask=padding,
            memory_mask=memory_mask,
            memory_key_padding_mask=memory_padding,
        ),
        "stack with a norm": run(nn.TransformerDecoder(decoder(), 2, nn.LayerNorm(FEATURES)), both, tgt_mask=causal),
    },
    "transformers": {
        "plain": run(whole(), [[BATCH, MEMORY, FEATURES], [BATCH, TIME, FEATURES]]),
        "no bias, eps, norm first, gelu, causal": run(
            whole(bias=False, layer_norm_eps=1e-2, norm_first=True, activation="gelu"),
            [[BATCH, MEMORY, FEATURES], [BATCH, TIME, FEATURES]],
            tgt_mask=causal,
        ),
        "all masks": run(
            whole(),
            [[BATCH, MEMORY, FEATURES], [BATCH, TIME, FEATURES]],
            src_mask=torch.ones(MEMORY, MEMORY, dtype=torch.bool).triu(1),
            src_key_padding_mask=memory_padding,
            tgt_mask=causal,
            tgt_key_padding_mask=padding,
            memory_mask=memory_mask,
            memory_key_padding_mask=memory_padding,
        ),
    },
    "positions": {
        "sinusoidal": sinusoidal(5, 6),
        "rotary": rotary(q, torch.arange(5).double(), 10000.0, False),
        "rotary, halves, base, positions": rotary(q, torch.tensor([7.0, 0.0, 1000.0, 3.0, 3.0]).double(), 500.0, True),
    },
}
Path(__file__).with_name("transformer.json").write_text(json.dumps(result) + "\n")
print("torch", torch.__version__)
