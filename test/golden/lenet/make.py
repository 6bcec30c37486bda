"""Writes gradients.safetensors: the loss and every gradient of LeNet on four images, by PyTorch 2.15.0 in float64, rounded to float32.

Parameters and images are not stored: they are hashes of their index, exact in float32, that any reader can compute.

Run: python make.py
"""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

BATCH = 4


def hashed(shape, salt, scale):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 32768 · scale"""
    i = np.arange(np.prod(shape), dtype=np.int64)
    return torch.tensor((((40503 * i + 12345 * salt) % 65536) - 32768) / 32768 * scale).reshape(shape)


model = nn.Sequential()
for name, layer in [
    ("conv1", nn.Conv2d(1, 6, 5, padding=2)),
    ("tanh1", nn.Tanh()),
    ("pool1", nn.AvgPool2d(2)),
    ("conv2", nn.Conv2d(6, 16, 5)),
    ("tanh2", nn.Tanh()),
    ("pool2", nn.AvgPool2d(2)),
    ("flatten", nn.Flatten()),
    ("fc1", nn.Linear(400, 120)),
    ("tanh3", nn.Tanh()),
    ("fc2", nn.Linear(120, 84)),
    ("tanh4", nn.Tanh()),
    ("fc3", nn.Linear(84, 10)),
]:
    model.add_module(name, layer)
model.double()

# Powers of two near twice 1/√fanIn.
scales = {"conv1": 0.5, "conv2": 0.25, "fc1": 0.125, "fc2": 0.25, "fc3": 0.25}
with torch.no_grad():
    for salt, (name, p) in enumerate(model.named_parameters()):
        p.copy_(hashed(p.shape, salt, scales[name.split(".")[0]]))
images = hashed((BATCH, 1, 28, 28), 99, 1.0)
labels = torch.tensor([3 * i % 10 for i in range(BATCH)])

logits = model(images)
loss = nn.functional.cross_entropy(logits, labels)
loss.backward()
result = {name: p.grad.numpy().astype(np.float32) for name, p in model.named_parameters()}
result["logits"] = logits.detach().numpy().astype(np.float32)
result["loss"] = loss.detach().numpy().astype(np.float32)
print({name: float(np.abs(g).max()) for name, g in result.items()})
save_file(result, Path(__file__).with_name("gradients.safetensors"))
