"""The networks that are compared: name, how PyTorch makes it from a number of classes, the shape of an image, and which gradients are kept."""

import torch
from torch import nn
from torchvision import models


class LeNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, classes)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = nn.functional.avg_pool2d(torch.tanh(conv(x)), 2)
        return self.fc3(torch.tanh(self.fc2(torch.tanh(self.fc1(x.flatten(1))))))


class DoubleConvolution(nn.Module):
    def __init__(self, into, out, between=None):
        super().__init__()
        between = between or out
        self.double_conv = nn.Sequential(
            nn.Conv2d(into, between, 3, padding=1, bias=False), nn.BatchNorm2d(between), nn.ReLU(),
            nn.Conv2d(between, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x):
        return self.double_conv(x)


class UNet(nn.Module):
    """The architecture of Ronneberger et al. with batch norms and bilinear upsampling, under the names that Pytorch-UNet has."""

    def __init__(self, classes, width=64):
        super().__init__()
        self.inc = DoubleConvolution(3, width)
        for i, (into, out) in enumerate([(1, 2), (2, 4), (4, 8), (8, 8)], 1):
            conv = DoubleConvolution(into * width, out * width)
            setattr(self, f"down{i}", nn.ModuleDict({"maxpool_conv": nn.Sequential(nn.MaxPool2d(2), conv)}))
        for i, (into, between, out) in enumerate([(16, 8, 4), (8, 4, 2), (4, 2, 1), (2, 1, 1)], 1):
            setattr(self, f"up{i}", nn.ModuleDict({"conv": DoubleConvolution(into * width, out * width, between * width)}))
        self.outc = nn.ModuleDict({"conv": nn.Conv2d(width, classes, 1)})
        self.upsample = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)

    def forward(self, x):
        levels = [self.inc(x)]
        for i in range(1, 5):
            levels.append(getattr(self, f"down{i}")["maxpool_conv"](levels[-1]))
        x = levels.pop()
        for i in range(1, 5):
            x = getattr(self, f"up{i}")["conv"](torch.cat([levels.pop(), self.upsample(x)], 1))
        return self.outc["conv"](x)


def vision(name, **options):
    return lambda classes: getattr(models, name)(num_classes=classes, **options)


plain = ["features.0.weight", "features.0.bias", "classifier.6.bias"]
calm = {"dropout": 0.0}

# Gradients of networks of some twenty layers: with fifty, rounding turns relus on and off, and the first layers' gradients are another by a hundredth.
networks = {
    "lenet5": (LeNet, [1, 28, 28], ["conv1.weight", "conv2.bias", "fc2.bias"]),
    "alexnet": (vision("alexnet", **calm), [3, 64, 64], ["features.0.weight", "features.3.bias", "classifier.6.bias"]),
    "googlenet": (
        vision("googlenet", init_weights=False, dropout=0.0, dropout_aux=0.0),
        [3, 64, 64],
        ["conv1.conv.weight", "inception4b.branch3.1.conv.weight", "aux1.fc2.bias"],
    ),
    "resnet18": (vision("resnet18"), [3, 64, 64], ["conv1.weight", "layer2.0.downsample.0.weight", "layer4.1.bn2.weight"]),
    **{f"resnet{d}": (vision(f"resnet{d}"), [3, 64, 64], []) for d in (34, 101, 152)},
    # On larger images: eight values a channel, all that 64 leaves to the last batch norms, are so few that fifty layers enlarge rounding.
    **{name: (vision(name), [3, 96, 96], []) for name in ("resnet50", "resnext50_32x4d", "wide_resnet50_2")},
    **{f"densenet{d}": (vision(f"densenet{d}"), [3, 64, 64], []) for d in (121, 161, 169, 201)},
    "unet": (UNet, [3, 32, 32], ["inc.double_conv.0.weight", "down4.maxpool_conv.1.double_conv.4.bias", "up2.conv.double_conv.0.weight"]),
    "vgg11": (vision("vgg11", **calm), [3, 32, 32], plain),
    **{f"vgg{d}": (vision(f"vgg{d}", **calm), [3, 32, 32], []) for d in (13, 16, 19)},
    "vgg11_bn": (vision("vgg11_bn", **calm), [3, 32, 32], ["features.0.weight", "features.1.weight"]),
    **{f"vgg{d}_bn": (vision(f"vgg{d}_bn", **calm), [3, 32, 32], []) for d in (13, 16, 19)},
}
