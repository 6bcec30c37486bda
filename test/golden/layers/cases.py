"""The layers whose results are compared: name, how it is made, the shape of a batch, and whether training differs."""

from torch import nn

train = {"train": True}

layers = {
    "linear": (lambda: nn.Linear(5, 3), [4, 5]),
    "linear, more axes, no bias": (lambda: nn.Linear(5, 3, bias=False), [2, 3, 5]),
    "conv1d": (lambda: nn.Conv1d(2, 4, 3, stride=2, padding=1, dilation=2), [2, 2, 11]),
    "conv2d": (lambda: nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), [2, 3, 7, 6]),
    "conv2d, groups, no bias": (lambda: nn.Conv2d(4, 6, 3, groups=2, bias=False), [2, 4, 5, 5]),
    "conv2d, depthwise": (lambda: nn.Conv2d(3, 6, 2, groups=3), [1, 3, 4, 4]),
    "conv3d": (lambda: nn.Conv3d(2, 3, 2, padding=(0, 1, 1), stride=(1, 2, 1)), [1, 2, 3, 4, 3]),
    "maxPool2d": (lambda: nn.MaxPool2d(2), [2, 2, 5, 6]),
    "maxPool2d, overlapping": (lambda: nn.MaxPool2d(3, stride=2, padding=1), [1, 2, 5, 7]),
    "maxPool2d, dilated": (lambda: nn.MaxPool2d((2, 3), stride=1, dilation=(2, 1)), [1, 1, 4, 5]),
    "avgPool2d": (lambda: nn.AvgPool2d(2), [2, 2, 5, 6]),
    "avgPool2d, padded": (lambda: nn.AvgPool2d((3, 2), stride=(2, 1), padding=(1, 1)), [1, 2, 5, 4]),
    "relu": (lambda: nn.ReLU(), [7]),
    "tanh": (lambda: nn.Tanh(), [7]),
    "sigmoid": (lambda: nn.Sigmoid(), [7]),
    "silu": (lambda: nn.SiLU(), [7]),
    "gelu": (lambda: nn.GELU(), [7]),
    "flatten": (lambda: nn.Flatten(), [2, 3, 2]),
    "batchNorm1d": (lambda: nn.BatchNorm1d(3), [5, 3], train),
    "batchNorm1d, a spatial axis, cumulative": (lambda: nn.BatchNorm1d(3, momentum=None, eps=0.1), [2, 3, 4], train),
    "batchNorm2d": (lambda: nn.BatchNorm2d(2), [3, 2, 2, 3], train),
    "batchNorm2d, not affine, slow": (lambda: nn.BatchNorm2d(2, affine=False, momentum=0.01), [2, 2, 2, 3], train),
    "batchNorm2d, not tracking": (lambda: nn.BatchNorm2d(2, track_running_stats=False), [2, 2, 2, 3], train),
    "batchNorm3d": (lambda: nn.BatchNorm3d(2), [2, 2, 2, 1, 3], train),
}
