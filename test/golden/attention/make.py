"""Writes attention.json: results and gradients of PyTorch's scaled dot-product attention and multi-head attention in float64, for parameters and inputs
that are hashes of their index. The loss is the sum of outputs (and weights) times other hashes. Prints the versions used.

Run: python make.py
"""

import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


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


def sdpa(shapes, **options):
    q, k, v = (hashed(s, 20 + i).requires_grad_() for i, s in enumerate(shapes))
    y = F.scaled_dot_product_attention(q, k, v, **options)
    (y * hashed(y.shape, 30)).sum().backward()
    return {"shapes": shapes, "output": listed(y), "gradients": [listed(x.grad) for x in (q, k, v)]}


def mha(options, query, key=None, value=None, embed=4, heads=2, **given):
    key, value = key or query, value or key or query
    layer = nn.MultiheadAttention(embed, heads, batch_first=True, **options)
    params = fill(layer)
    q, k, v = (hashed(s, 20 + i).requires_grad_() for i, s in enumerate([query, key, value]))
    y, weights = layer(q, k, v, need_weights=True, average_attn_weights=False, **given)
    ((y * hashed(y.shape, 30)).sum() + (weights * hashed(weights.shape, 31)).sum()).backward()
    return {
        "shapes": [query, key, value],
        "output": listed(y),
        "weights": listed(weights),
        "gradients": {"inputs": [listed(x.grad) for x in (q, k, v)], "params": {n: listed(p.grad) for n, p in params.items()}},
    }


three = [[2, 3, 4, 2], [2, 3, 5, 2], [2, 3, 5, 3]]
looks = hashed([4, 5], 40) > -0.2
looks[1] = False
padding = torch.tensor([[False, False, True, False, True], [True, False, False, False, False]])
result = {
    "scaledDotProduct": {
        "plain": sdpa(three),
        "bool mask, a query that sees nothing": sdpa(three, attn_mask=looks),
        "float mask of each head": sdpa(three, attn_mask=4 * hashed([2, 3, 4, 5], 41)),
        "causal, fewer queries": sdpa(three, is_causal=True),
        "scaled": sdpa(three, scale=2.5),
        "grouped queries": sdpa([[2, 4, 3, 2], [2, 2, 5, 2], [2, 2, 5, 2]], enable_gqa=True),
    },
    "multiHead": {
        "to itself": mha({}, [2, 3, 4]),
        "to itself, no bias": mha({"bias": False}, [2, 3, 4]),
        "to another": mha({}, [2, 3, 4], [2, 5, 4]),
        "kdim and vdim": mha({"kdim": 3, "vdim": 2}, [2, 3, 4], [2, 5, 3], [2, 5, 2]),
        "kdim, no bias": mha({"kdim": 3, "bias": False}, [2, 3, 4], [2, 5, 3], [2, 5, 4]),
        "padding": mha({}, [2, 3, 4], [2, 5, 4], key_padding_mask=padding),
        "padding, floats": mha({}, [2, 3, 4], [2, 5, 4], key_padding_mask=3 * hashed([2, 5], 42)),
        "mask": mha({}, [2, 3, 4], [2, 5, 4], attn_mask=hashed([3, 5], 43) > 0.1),
        "mask of each head, floats, and padding": mha(
            {},
            [2, 3, 4],
            [2, 5, 4],
            attn_mask=3 * hashed([4, 3, 5], 44),
            key_padding_mask=torch.where(padding, -torch.inf, 0.0).double(),
        ),
        "kdim that is the features, vdim": mha({"kdim": 4, "vdim": 2}, [2, 3, 4], [2, 5, 4], [2, 5, 2]),
        "kdim and vdim that are the features": mha({"kdim": 4, "vdim": 4}, [2, 3, 4], [2, 5, 4]),
        "a learned key": mha({"add_bias_kv": True}, [2, 3, 4], [2, 5, 4]),
        "a key of zeros": mha({"add_zero_attn": True, "bias": False}, [2, 3, 4], [2, 5, 4]),
        "both, with masks": mha(
            {"add_bias_kv": True, "add_zero_attn": True},
            [2, 3, 4],
            [2, 5, 4],
            attn_mask=hashed([3, 5], 43) > 0.1,
            key_padding_mask=padding,
        ),
        "both, causal, kdim": mha(
            {"add_bias_kv": True, "add_zero_attn": True, "kdim": 3},
            [2, 5, 4],
            [2, 5, 3],
            [2, 5, 4],
            attn_mask=torch.ones(5, 5, dtype=torch.bool).triu(1),
        ),
        "causal": mha({}, [2, 5, 4], attn_mask=torch.ones(5, 5, dtype=torch.bool).triu(1), is_causal=True),
    },
}
Path(__file__).with_name("attention.json").write_text(json.dumps(result) + "\n")
print("torch", torch.__version__)
