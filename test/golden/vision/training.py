"""Writes training.json: 50 losses of ResNet-18 with a stem for small images, trained by PyTorch in float64; and how far its own float32 is from them.

Weights are those of rule.py, but the last batch norm of each block begins at a fifth, which keeps the first losses small. Image j of batch b, of class
c = (7 b + 3 j) mod 10, is `patterns[c] + images_b[j]`; four batches of eight images of 16×16 take turns. SGD with rate 0.01 and momentum 0.9.

Run: python training.py
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torchvision
from rule import fill, hashed
from torch import nn

print("python", sys.version.split()[0], "numpy", np.__version__, "torch", torch.__version__, "torchvision", torchvision.__version__)
BATCHES, SIZE, STEPS = 4, 8, 50


def network(dtype):
    model = torchvision.models.resnet18(num_classes=10)
    model.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    model.maxpool = nn.Identity()
    model = fill(model.to(dtype)).train()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bn2.weight"):
                parameter.mul_(0.2 if dtype == torch.float64 else np.float32(0.2))
    return model


def batches(dtype):
    patterns = hashed("patterns", (10, 3, 16, 16))
    result = []
    for b in range(BATCHES):
        labels = [(7 * b + 3 * j) % 10 for j in range(SIZE)]
        images = patterns[labels] + hashed(f"images_{b}", (SIZE, 3, 16, 16))
        result.append((torch.from_numpy(images.astype(np.float32)).to(dtype), torch.tensor(labels)))
    return result


def train(dtype):
    model, data, losses = network(dtype), batches(dtype), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    start = time.perf_counter()
    for step in range(STEPS):
        x, y = data[step % BATCHES]
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(dtype, f"{(time.perf_counter() - start) / STEPS * 1e3:.0f} ms a step", [round(l, 4) for l in losses])
    return losses


exact, single = train(torch.float64), train(torch.float32)
distance = max(abs(a - b) / max(1, a) for a, b in zip(exact, single))
print("largest relative difference of float32:", distance)
result = {"losses": [float(f"{loss:.7g}") for loss in exact], "float32": float(f"{distance:.2g}")}
Path(__file__).with_name("training.json").write_text(json.dumps(result) + "\n")
