"""The rule that fills weights, statistics and images on both sides: a hash of a tensor's name and of each element's index.

    u(name, i) = (mix(2654435761 i + fnv1a(name)) >> 8) / 2^24 - 1/2, in [-1/2, 1/2), with murmur3's finaliser for mix, all modulo 2^32

    weights of two axes and more    2 u √(6 / fanIn), rounded to float32
    running_var, weights of norms   1 + u / 2
    running_mean, biases            u / 5, rounded to float32
    num_batches_tracked             3
    images, cotangents              2 u
"""

import functools

import numpy as np
import torch


def fnv1a(name):
    h = 2166136261
    for byte in name.encode():
        h = ((h ^ byte) * 16777619) % 2**32
    return h


def hashed(name, shape):
    count = int(np.prod(shape, dtype=np.int64))
    x = np.arange(count, dtype=np.uint32)
    x *= np.uint32(2654435761)
    x += np.uint32(fnv1a(name))
    for shift, factor in [(16, 0x85EBCA6B), (13, 0xC2B2AE35)]:
        x ^= x >> np.uint32(shift)
        x *= np.uint32(factor)
    x ^= x >> np.uint32(16)
    return ((x >> np.uint32(8)).astype(np.float64) / 2**24 - 0.5).reshape(shape)


@functools.lru_cache(maxsize=8)
def filled(name, shape):
    """The tensor of a state dict."""
    if name.endswith("num_batches_tracked"):
        return torch.tensor(3)
    u = hashed(name, tuple(shape))
    if len(shape) > 1:
        u = 2 * u * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith(("running_var", ".weight")):
        u = 1 + u / 2
    else:
        u = u / 5
    return torch.from_numpy(u.astype(np.float32))


def fill(model):
    """In place, and in the model's dtype."""
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            make = filled if tensor.numel() > 1e7 else filled.__wrapped__
            tensor.copy_(make(name, tensor.shape))
    return model
