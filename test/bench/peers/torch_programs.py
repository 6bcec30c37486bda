"""The programs in PyTorch: eager, or everything through torch.compile, the optimizer's step included.

Convolutions by themselves are channels-last in memory, which is fastest; training is as PyTorch's users write it.
"""

from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F


def same(function):
    return function


def done(_result):
    """CPU operations have finished when they return."""


def kernel(compiled, function, *inputs):
    function = compiled(function)
    return lambda: function(*inputs), done


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


def mlp():
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def training(compiled, model, optimizer, x):
    """A loop's body: each call is a step from where the last one ended, and gives the loss."""
    y = torch.randint(10, (x.shape[0],))
    loss_of = compiled(lambda x, y: F.cross_entropy(model(x), y))
    update = compiled(optimizer.step)

    def call():
        optimizer.zero_grad()
        loss = loss_of(x, y)
        loss.backward()
        update()
        return loss.detach()

    return call, float


def mlp_step(compiled):
    model = mlp()
    return training(compiled, model, torch.optim.SGD(model.parameters(), lr=0.1), torch.randn(64, 784))


def lenet_step(compiled):
    model = lenet()
    return training(compiled, model, torch.optim.Adam(model.parameters(), lr=1e-3), torch.randn(64, 1, 28, 28))


def dispatch(compiled):
    call, finish = kernel(compiled, lambda x: x + 1, torch.randn(4))
    return lambda: call().numpy(), finish


def conv(compiled, batch, size):
    x, w = (torch.randn(shape).to(memory_format=torch.channels_last) for shape in ((batch, 64, size, size), (64, 64, 3, 3)))
    return kernel(compiled, lambda x, w: F.conv2d(x, w, padding=1), x, w)


def open_library(peer, threads):
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    compiled = torch.compile if peer == "torch.compile" else same
    return SimpleNamespace(
        about=f"{peer} {torch.__version__}, threads: {torch.get_num_threads()}",
        programs={
            "dispatch": lambda: dispatch(compiled),
            "fused": lambda: kernel(compiled, lambda x: torch.tanh(2 * x + 1) * x, torch.randn(4_194_304)),
            "matmul-1024": lambda: kernel(compiled, torch.matmul, torch.randn(1024, 1024), torch.randn(1024, 1024)),
            "matmul-1023": lambda: kernel(compiled, torch.matmul, torch.randn(1023, 1023), torch.randn(1023, 1023)),
            "conv-8x64x32": lambda: conv(compiled, 8, 32),
            "conv-1x64x56": lambda: conv(compiled, 1, 56),
            "mlp-step": lambda: mlp_step(compiled),
            "lenet-step": lambda: lenet_step(compiled),
        },
    )
