"""The layers whose results are compared: name, how it is made, the shape of a batch, and whether training differs."""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

train = {"train": True}
many = [3, 7]


class Wide(nn.Module):
    """A layer over five times its input, for those with bends at 3."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(5 * x)



class Fractional(nn.Module):
    """Fractional pools with samples ((40503 i + 61725) mod 65536) / 65536."""

    def __init__(self, pool, samples, *args, **options):
        super().__init__()
        self.pool, self.args, self.options = pool, args, options
        i = torch.arange(torch.Size(samples).numel())
        self.samples = (((40503 * i + 61725) % 65536) / 65536).double().reshape(samples)

    def forward(self, x):
        return self.pool(x, *self.args, **self.options, _random_samples=self.samples)


class Bags(nn.Module):
    """A bag whose indices are one list with offsets, of one example: what is golden is [bags, size]."""

    def __init__(self, offsets, weights=None, **options):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(7, 3))
        self.offsets, self.weights, self.options = torch.tensor(offsets), weights, options

    def forward(self, x):
        w = None if self.weights is None else torch.tensor(self.weights).double()
        return F.embedding_bag(x, self.weight, self.offsets, per_sample_weights=w, **self.options)


class AlwaysFrequent(nn.Module):
    """Of a table with weights for each index."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(7, 3))

    def forward(self, x):
        return F.embedding_bag(x, self.weight, mode="sum", per_sample_weights=1 + x.double() / 4)


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
    "conv1d, same": (lambda: nn.Conv1d(2, 3, 4, padding="same", dilation=2), [2, 2, 7]),
    "conv2d, reflecting": (lambda: nn.Conv2d(2, 3, 3, stride=2, padding=(1, 2), padding_mode="reflect"), [1, 2, 4, 5]),
    "conv2d, same, circular": (lambda: nn.Conv2d(2, 2, (2, 3), padding="same", padding_mode="circular"), [1, 2, 3, 4]),
    "conv3d, replicating": (lambda: nn.Conv3d(1, 2, 3, padding=1, padding_mode="replicate", bias=False), [1, 1, 2, 3, 2]),
    "convTranspose1d": (lambda: nn.ConvTranspose1d(2, 3, 3, stride=2, padding=1, output_padding=1), [2, 2, 4]),
    "convTranspose2d": (lambda: nn.ConvTranspose2d(4, 6, (3, 2), stride=(2, 1), groups=2, dilation=(1, 2), bias=False), [1, 4, 3, 3]),
    "convTranspose3d": (lambda: nn.ConvTranspose3d(2, 2, 2, stride=2, padding=(1, 0, 0)), [1, 2, 2, 2, 2]),
    "maxPool1d, ceil": (lambda: nn.MaxPool1d(3, stride=2, padding=1, ceil_mode=True), [2, 2, 6]),
    "maxPool2d, ceil": (lambda: nn.MaxPool2d(3, stride=2, ceil_mode=True), [1, 2, 6, 6]),
    "maxPool3d": (lambda: nn.MaxPool3d(2, padding=(0, 1, 0)), [1, 2, 2, 3, 4]),
    "avgPool1d, not counting": (lambda: nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=False), [1, 2, 6]),
    "avgPool2d, ceil": (lambda: nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True), [1, 2, 6, 5]),
    "avgPool2d, ceil, not counting": (lambda: nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False), [1, 2, 6, 5]),
    "avgPool2d, divided by another number": (lambda: nn.AvgPool2d(3, stride=2, padding=1, divisor_override=7), [1, 2, 6, 5]),
    "avgPool3d, divided by another number, ceil": (lambda: nn.AvgPool3d(2, padding=1, ceil_mode=True, divisor_override=-3), [1, 1, 2, 3, 4]),
    "fractionalMaxPool2d": (lambda: Fractional(F.fractional_max_pool2d, [2, 2, 2], (2, 3), output_size=(3, 4)), [2, 2, 7, 9]),
    "fractionalMaxPool2d, a ratio": (lambda: Fractional(F.fractional_max_pool2d, [1, 3, 2], 2, output_ratio=(0.6, 0.7)), [1, 3, 8, 6]),
    "fractionalMaxPool3d": (lambda: Fractional(F.fractional_max_pool3d, [1, 2, 3], (2, 1, 3), output_size=(2, 3, 3)), [1, 2, 5, 4, 6]),
    "fractionalMaxPool3d, one": (lambda: Fractional(F.fractional_max_pool3d, [1, 2, 3], 2, output_size=1), [1, 2, 3, 3, 4]),
    "avgPool3d": (lambda: nn.AvgPool3d((1, 2, 2)), [1, 2, 2, 4, 5]),
    "lpPool1d": (lambda: nn.LPPool1d(2, 3), [2, 2, 7]),
    "lpPool2d": (lambda: nn.LPPool2d(2, (2, 3), stride=(2, 1), ceil_mode=True), [1, 2, 5, 4]),
    "lpPool3d": (lambda: nn.LPPool3d(4, 2, stride=1), [1, 1, 2, 3, 3]),
    "adaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(4), [2, 2, 7]),
    "adaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d((3, None)), [1, 2, 5, 4]),
    "adaptiveAvgPool2d, larger": (lambda: nn.AdaptiveAvgPool2d((2, 5)), [1, 1, 4, 3]),
    "adaptiveAvgPool3d": (lambda: nn.AdaptiveAvgPool3d((1, 2, 2)), [1, 2, 2, 3, 4]),
    "adaptiveMaxPool1d": (lambda: nn.AdaptiveMaxPool1d(3), [2, 2, 6]),
    "adaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((2, 3)), [1, 2, 4, 9]),
    "adaptiveMaxPool3d": (lambda: nn.AdaptiveMaxPool3d(1), [1, 2, 2, 3, 2]),
    "globalAvgPool": (lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), [2, 3, 2, 4]),
    "globalMaxPool": (lambda: nn.Sequential(nn.AdaptiveMaxPool1d(1), nn.Flatten()), [2, 3, 5]),
    "zeroPad1d": (lambda: nn.ZeroPad1d((1, 2)), [1, 2, 3]),
    "zeroPad2d": (lambda: nn.ZeroPad2d((1, 2, 0, 3)), [1, 2, 2, 3]),
    "zeroPad3d": (lambda: nn.ZeroPad3d((0, 1, 1, 0, 2, 0)), [1, 1, 2, 2, 2]),
    "constantPad1d": (lambda: nn.ConstantPad1d(1, 2.5), [1, 2, 3]),
    "constantPad2d": (lambda: nn.ConstantPad2d((0, 1, 2, 0), -1.5), [1, 1, 2, 3]),
    "constantPad3d": (lambda: nn.ConstantPad3d((0, 0, 1, 0, 0, 1), 1.0), [1, 1, 2, 2, 2]),
    "reflectionPad1d": (lambda: nn.ReflectionPad1d((2, 1)), [1, 2, 4]),
    "reflectionPad2d": (lambda: nn.ReflectionPad2d((1, 2, 0, 1)), [1, 1, 3, 4]),
    "reflectionPad3d": (lambda: nn.ReflectionPad3d(1), [1, 1, 2, 2, 3]),
    "replicationPad1d": (lambda: nn.ReplicationPad1d((2, 1)), [1, 2, 3]),
    "replicationPad2d": (lambda: nn.ReplicationPad2d((1, 2, 0, 1)), [1, 1, 3, 2]),
    "replicationPad3d": (lambda: nn.ReplicationPad3d((1, 0, 0, 1, 2, 0)), [1, 1, 2, 2, 2]),
    "circularPad1d": (lambda: nn.CircularPad1d((2, 1)), [1, 2, 3]),
    "circularPad2d": (lambda: nn.CircularPad2d((1, 2, 0, 1)), [1, 1, 3, 2]),
    "circularPad3d": (lambda: nn.CircularPad3d((1, 0, 0, 1, 2, 0)), [1, 1, 2, 2, 2]),
    "upsample": (lambda: nn.Upsample(scale_factor=2), [1, 2, 2, 3]),
    "upsample, bilinear": (lambda: nn.Upsample(size=(5, 4), mode="bilinear"), [1, 2, 2, 3]),
    "upsample, bicubic, corners": (lambda: nn.Upsample(scale_factor=2, mode="bicubic", align_corners=True), [1, 1, 3, 3]),
    "upsample, linear": (lambda: nn.Upsample(scale_factor=2.5, mode="linear"), [1, 2, 4]),
    "pixelShuffle": (lambda: nn.PixelShuffle(2), [1, 8, 2, 3]),
    "pixelUnshuffle": (lambda: nn.PixelUnshuffle(2), [2, 1, 4, 2]),
    "channelShuffle": (lambda: nn.ChannelShuffle(3), [1, 6, 2, 2]),
    "unfold": (lambda: nn.Unfold((2, 3), padding=(1, 0), stride=(1, 2), dilation=(2, 1)), [1, 2, 4, 5]),
    "fold": (lambda: nn.Fold((3, 4), (2, 2), padding=(0, 1), stride=(1, 2)), [1, 8, 6]),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3)), [2, 6, 2]),
    "unflatten, the last axis": (lambda: nn.Unflatten(-1, (2, 2)), [2, 3, 4]),
    "relu": (lambda: nn.ReLU(), [7]),
    "tanh": (lambda: nn.Tanh(), [7]),
    "sigmoid": (lambda: nn.Sigmoid(), [7]),
    "silu": (lambda: nn.SiLU(), [7]),
    "gelu": (lambda: nn.GELU(), [7]),
    "relu6": (lambda: nn.ReLU6(), many),
    "logSigmoid": (lambda: nn.LogSigmoid(), many),
    "geluTanh": (lambda: nn.GELU(approximate="tanh"), many),
    "mish": (lambda: nn.Mish(), many),
    "selu": (lambda: nn.SELU(), many),
    "hardsigmoid": (lambda: Wide(nn.Hardsigmoid()), many),
    "hardswish": (lambda: Wide(nn.Hardswish()), many),
    "softsign": (lambda: nn.Softsign(), many),
    "tanhshrink": (lambda: nn.Tanhshrink(), many),
    "elu": (lambda: nn.ELU(), many),
    "elu, alpha": (lambda: nn.ELU(0.7), many),
    "celu": (lambda: nn.CELU(0.3), many),
    "leakyRelu": (lambda: nn.LeakyReLU(), many),
    "leakyRelu, steep": (lambda: nn.LeakyReLU(0.2), many),
    "hardtanh": (lambda: nn.Hardtanh(), many),
    "hardtanh, narrow": (lambda: nn.Hardtanh(-0.3, 0.6), many),
    "hardshrink": (lambda: nn.Hardshrink(), many),
    "softshrink": (lambda: nn.Softshrink(0.25), many),
    "threshold": (lambda: nn.Threshold(0.1, -2.0), many),
    "softplus": (lambda: nn.Softplus(), many),
    "softplus, sharp": (lambda: nn.Softplus(beta=40, threshold=10), many),
    "softmax": (lambda: nn.Softmax(dim=-1), [2, 3, 4]),
    "softmax, an axis": (lambda: nn.Softmax(dim=1), [2, 3, 4]),
    "logSoftmax": (lambda: nn.LogSoftmax(dim=-1), [2, 5]),
    "softmin": (lambda: nn.Softmin(dim=-1), [2, 5]),
    "softmax2d": (lambda: nn.Softmax2d(), [2, 3, 2, 2]),
    "glu": (lambda: nn.GLU(), [2, 3, 4]),
    "glu, an axis": (lambda: nn.GLU(dim=1), [2, 4, 3]),
    "prelu": (lambda: nn.PReLU(), many),
    "prelu, channels": (lambda: nn.PReLU(3), [2, 3, 4]),
    "rrelu": (lambda: nn.RReLU(), many),
    "layerNorm": (lambda: nn.LayerNorm(5), [2, 3, 5]),
    "layerNorm, two axes, no bias": (lambda: nn.LayerNorm((3, 4), eps=0.1, bias=False), [2, 2, 3, 4]),
    "layerNorm, not affine": (lambda: nn.LayerNorm(5, elementwise_affine=False), [3, 5]),
    "rmsNorm": (lambda: nn.RMSNorm(5), [2, 3, 5]),
    "rmsNorm, two axes": (lambda: nn.RMSNorm((2, 3), eps=0.2), [2, 2, 3]),
    "groupNorm": (lambda: nn.GroupNorm(2, 4), [2, 4, 3, 2]),
    "groupNorm, not affine": (lambda: nn.GroupNorm(3, 3, affine=False, eps=0.01), [2, 3, 4]),
    "groupNorm, no bias": (lambda: nn.GroupNorm(2, 4, bias=False), [2, 4, 3]),
    "instanceNorm1d": (lambda: nn.InstanceNorm1d(3), [2, 3, 4]),
    "instanceNorm2d, affine, tracking": (lambda: nn.InstanceNorm2d(2, affine=True, track_running_stats=True), [3, 2, 2, 3], train),
    "instanceNorm2d, affine, no bias": (lambda: nn.InstanceNorm2d(2, affine=True, bias=False), [2, 2, 3, 2]),
    "instanceNorm3d, tracking": (lambda: nn.InstanceNorm3d(2, track_running_stats=True, momentum=0.5), [2, 2, 2, 1, 3], train),
    "localResponseNorm": (lambda: nn.LocalResponseNorm(2), [2, 4, 3]),
    "localResponseNorm, strong": (lambda: nn.LocalResponseNorm(5, alpha=0.9, beta=0.5, k=0.5), [1, 6, 2, 2]),
    "weightNorm": (lambda: weight_norm(nn.Linear(3, 4)), [2, 3]),
    "weightNorm, of a whole convolution": (lambda: weight_norm(nn.Conv1d(2, 3, 2, bias=False), dim=None), [1, 2, 4]),
    "weightNorm, another axis": (lambda: weight_norm(nn.ConvTranspose1d(2, 3, 2), dim=1), [1, 2, 3]),
    "spectralNorm": (lambda: spectral_norm(nn.Linear(3, 4)), [2, 3], train),
    "spectralNorm, iterated": (lambda: spectral_norm(nn.Conv2d(2, 3, 2), n_power_iterations=3), [1, 2, 3, 3], train),
    "dropout": (lambda: nn.Dropout(0.4), many),
    "embedding": (lambda: nn.Embedding(7, 3), [2, 4], {"below": 7}),
    "embedding, padded": (lambda: nn.Embedding(5, 2, padding_idx=-2), [3, 3], {"below": 5}),
    "embedding, short": (lambda: nn.Embedding(6, 3, max_norm=0.8), [2, 3], {"below": 6, **train}),
    "embedding, short in another norm": (lambda: nn.Embedding(6, 3, max_norm=1.1, norm_type=1.0), [2, 3], {"below": 6, **train}),
    "embeddingBag": (lambda: nn.EmbeddingBag(7, 3), [2, 4], {"below": 7}),
    "embeddingBag, sum, padded": (lambda: nn.EmbeddingBag(5, 2, mode="sum", padding_idx=1), [3, 4], {"below": 5}),
    "embeddingBag, mean, padded": (lambda: nn.EmbeddingBag(3, 2, padding_idx=0), [3, 4], {"below": 3}),
    "embedding, by frequency": (lambda: nn.Embedding(4, 3, scale_grad_by_freq=True), [3, 4], {"below": 4}),
    "embedding, by frequency, padded": (lambda: nn.Embedding(4, 3, padding_idx=1, scale_grad_by_freq=True), [3, 4], {"below": 4}),
    "embeddingBag, by frequency": (lambda: nn.EmbeddingBag(4, 3, scale_grad_by_freq=True), [3, 4], {"below": 4}),
    "embeddingBag, sum, weighted": (lambda: AlwaysFrequent(), [3, 4], {"below": 7}),
    "embeddingBag, packed": (lambda: Bags([0, 2, 2, 7]), [9], {"below": 7}),
    "embeddingBag, packed, sum, weighted": (lambda: Bags([0, 3, 4], [0.5, -1, 2, 1, 0.25, 3], mode="sum"), [6], {"below": 7}),
    "embeddingBag, packed, mean, padded": (lambda: Bags([0, 4, 5], padding_idx=3), [9], {"below": 7}),
    "embeddingBag, packed, max": (lambda: Bags([0, 3, 3, 4, 9], mode="max"), [9], {"below": 7}),
    "embeddingBag, packed, last offset": (lambda: Bags([0, 3, 9], mode="sum", include_last_offset=True), [9], {"below": 7}),
    "embeddingBag, max": (lambda: nn.EmbeddingBag(7, 3, mode="max"), [2, 4], {"below": 7}),
    "flatten": (lambda: nn.Flatten(), [2, 3, 2]),
    "batchNorm1d": (lambda: nn.BatchNorm1d(3), [5, 3], train),
    "batchNorm1d, a spatial axis, cumulative": (lambda: nn.BatchNorm1d(3, momentum=None, eps=0.1), [2, 3, 4], train),
    "batchNorm2d": (lambda: nn.BatchNorm2d(2), [3, 2, 2, 3], train),
    "batchNorm2d, not affine, slow": (lambda: nn.BatchNorm2d(2, affine=False, momentum=0.01), [2, 2, 2, 3], train),
    "batchNorm2d, not tracking": (lambda: nn.BatchNorm2d(2, track_running_stats=False), [2, 2, 2, 3], train),
    "batchNorm2d, no bias": (lambda: nn.BatchNorm2d(2, bias=False), [2, 2, 2, 3], train),
    "batchNorm3d": (lambda: nn.BatchNorm3d(2), [2, 2, 2, 1, 3], train),
}
