"""Writes training.json, and given CIFAR-10 also cifar.json: 50 losses of ResNet-18 with a stem for small images, trained by PyTorch in float64; and how
far its own float32 is from them.

Weights are those of rule.py, but the last batch norm of each block begins at a fifth, which keeps the first losses small. SGD with momentum 0.9.

training.json: image j of batch b, of class c = (7 b + 3 j) mod 10, is `patterns[c] + images_b[j]`; four batches of eight images of 16×16 take turns, at rate
0.01.

cifar.json: a folder of class folders of JPEG files, in the order of their names. Example i is file floor(i / 10) of class i mod 10; batch b has examples
16 b to 16 b + 15; ten batches take turns, at rate 0.002: at 0.01 float32 is soon far from float64. Pixels are bytes / 255, less the mean, over the deviation
of each channel; `pixels` is the SHA-256 of all bytes.

Run: python training.py [FOLDER/cifar10/train]
"""

import hashlib
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torchvision
from PIL import Image
from rule import fill, hashed
from torch import nn

print("python", sys.version.split()[0], "numpy", np.__version__, "torch", torch.__version__, "torchvision", torchvision.__version__)
STEPS = 50
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616)


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


def made():
    """Four batches of images made by the rule, as float64, and their labels."""
    patterns = hashed("patterns", (10, 3, 16, 16))
    result = []
    for b in range(4):
        labels = [(7 * b + 3 * j) % 10 for j in range(8)]
        result.append((patterns[labels] + hashed(f"images_{b}", (8, 3, 16, 16)), labels))
    return result


def cifar(folder, size=16):
    """Ten batches, and the digest of all pixels."""
    classes = sorted(path for path in folder.iterdir() if path.is_dir())
    files = [sorted(path.iterdir()) for path in classes]
    digest, result = hashlib.sha256(), []
    for b in range(10):
        places = range(size * b, size * (b + 1))
        bytes_ = np.stack([np.asarray(Image.open(files[i % 10][i // 10]).convert("RGB")) for i in places])
        digest.update(bytes_.tobytes())
        result.append((((bytes_ / 255 - MEAN) / STD).transpose(0, 3, 1, 2), [i % 10 for i in places]))
    return result, digest.hexdigest()


def train(dtype, batches, rate):
    model, losses = network(dtype), []
    data = [(torch.from_numpy(x.astype(np.float32)).to(dtype), torch.tensor(y)) for x, y in batches]
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    start = time.perf_counter()
    for step in range(STEPS):
        x, y = data[step % len(data)]
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(dtype, f"{(time.perf_counter() - start) / STEPS * 1e3:.0f} ms a step", [round(l, 4) for l in losses])
    return losses


def record(name, batches, rate, **more):
    exact, single = train(torch.float64, batches, rate), train(torch.float32, batches, rate)
    distance = max(abs(a - b) / max(1, a) for a, b in zip(exact, single))
    print("largest relative difference of float32:", distance)
    result = {"losses": [float(f"{loss:.7g}") for loss in exact], "float32": float(f"{distance:.2g}"), **more}
    Path(__file__).with_name(name).write_text(json.dumps(result) + "\n")


record("training.json", made(), 0.01)
if len(sys.argv) > 1:
    batches, pixels = cifar(Path(sys.argv[1]))
    record("cifar.json", batches, 0.002, pixels=pixels)
