"""Writes small_vgg.pth, the state dict of a network with the names that torchvision's VGG has, and small_vgg.json: images and the logits of them.

Run: python small_vgg.py
"""

import json
from pathlib import Path

import torch
from torch import nn

print({"torch": torch.__version__})
folder = Path(__file__).parent
torch.manual_seed(0)


class Vgg(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 10))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


net = Vgg()
images = torch.randn(2, 3, 8, 8)
torch.save(net.state_dict(), folder / "small_vgg.pth")
golden = {"images": images.tolist(), "logits": net(images).tolist()}
(folder / "small_vgg.json").write_text(json.dumps(golden))
