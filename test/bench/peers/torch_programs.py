"""The programs in PyTorch: eager, or everything through torch.compile, the optimizer's step included.

Convolutions by themselves are channels-last in memory, which is fastest; training is as PyTorch's users write it.
"""

from functools import partial
from types import SimpleNamespace

import torch
from data_programs import programs as data_programs
from torch import nn
from torch.nn import functional as F
from torchvision.models import resnet18


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


def vgg():
    layers, channels = [], 3
    for out in (64, 128, 256):
        for _ in range(2):
            layers += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU()]
            channels = out
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(4096, 256), nn.ReLU(), nn.Linear(256, 10))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru, self.fc = nn.GRU(256, 256, batch_first=True), nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(self.gru(x)[0][:, -1])


def transformer():
    block = partial(nn.TransformerEncoderLayer, 256, 4, 1024, 0.0, F.gelu, batch_first=True, norm_first=True)
    return nn.Sequential(block(), block(), nn.Flatten(), nn.Linear(128 * 256, 10))


def vgg_step(compiled):
    model = vgg()
    return training(compiled, model, torch.optim.SGD(model.parameters(), lr=0.01), torch.randn(32, 3, 32, 32))


def resnet_step(compiled):
    model = resnet18(num_classes=10)
    model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()
    return training(compiled, model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), torch.randn(32, 3, 32, 32))


def resnet_inference(compiled):
    model = resnet18().eval()
    with torch.no_grad():
        call, finish = kernel(compiled, model, torch.randn(1, 3, 224, 224))

    def without_gradients():
        with torch.no_grad():
            return call()

    return without_gradients, finish


def gru_step(compiled):
    model = Recurrent()
    return training(compiled, model, torch.optim.SGD(model.parameters(), lr=0.1), torch.randn(64, 100, 256))


def transformer_step(compiled):
    model = transformer()
    return training(compiled, model, torch.optim.Adam(model.parameters(), lr=1e-3), torch.randn(8, 128, 256))


def dispatch(compiled):
    call, finish = kernel(compiled, lambda x: x + 1, torch.randn(4))
    return lambda: call().numpy(), finish


def matmul(compiled, batch, rows, depth, columns, dtype):
    many = () if batch == 1 else (batch,)
    a, b = (torch.randn(*many, *shape, dtype=getattr(torch, dtype)) for shape in ((rows, depth), (depth, columns)))
    return kernel(compiled, torch.matmul, a, b)


def image(*shape):
    return torch.randn(shape).to(memory_format=torch.channels_last)


def conv(compiled, batch, channels, size, groups, **which):
    x, w = image(batch, channels, size, size), image(channels, channels // groups, 3, 3)
    ct = image(batch, channels, size, size)
    if which["pass"] == "forward":
        return kernel(compiled, lambda x, w: F.conv2d(x, w, padding=1, groups=groups), x, w)
    mask = [which["pass"] == "input", which["pass"] == "weight", False]

    def gradient(ct, x, w):
        gradients = torch.ops.aten.convolution_backward(ct, x, w, None, [1, 1], [1, 1], [1, 1], False, [0, 0], groups, mask)
        return gradients[0] if mask[0] else gradients[1]

    return kernel(compiled, gradient, ct, x, w)


def conv_transposed(compiled, batch, channels, outChannels, size):
    x, w = image(batch, channels, size, size), image(channels, outChannels, 4, 4)
    return kernel(compiled, lambda x, w: F.conv_transpose2d(x, w, stride=2, padding=1), x, w)


def pool(compiled, pool, batch, channels, size, out, **which):
    x, ct = image(batch, channels, size, size), image(batch, channels, out, out)
    window, aten = ([3, 3], [2, 2], [1, 1]), torch.ops.aten

    def maxima_gradient(ct, x):
        _, indices = aten.max_pool2d_with_indices(x, *window)
        return aten.max_pool2d_with_indices_backward(ct, x, *window, [1, 1], False, indices)

    forward, gradient = {
        "max": (lambda x: F.max_pool2d(x, *window), maxima_gradient),
        "average": (
            lambda x: F.avg_pool2d(x, 2),
            lambda ct, x: aten.avg_pool2d_backward(ct, x, [2, 2], [2, 2], [0, 0], False, True, None),
        ),
        "adaptive": (lambda x: F.adaptive_avg_pool2d(x, out), aten._adaptive_avg_pool2d_backward),
    }[pool]
    return kernel(compiled, forward, x) if which["pass"] == "forward" else kernel(compiled, gradient, ct, x)


def of_matrix(compiled, function, rows, columns, vectors=0):
    return kernel(compiled, function, torch.randn(rows, columns), *(torch.randn(columns) for _ in range(vectors)))


def gather(compiled, rows, columns, picked):
    return kernel(compiled, lambda x, i: x[i], torch.randn(rows, columns), torch.randint(rows, (picked,)))


def scatter_add(compiled, rows, columns, picked):
    x, at, updates = torch.randn(rows, columns), torch.randint(rows, (picked,)), torch.randn(picked, columns)
    return kernel(compiled, lambda x, at, updates: x.index_add(0, at, updates), x, at, updates)


def attention(compiled, batch, heads, length, size):
    q, k, v = (torch.randn(batch, heads, length, size) for _ in range(3))
    return kernel(compiled, F.scaled_dot_product_attention, q, k, v)


def linalg(compiled, function, size):
    general, right = torch.randn(size, size), torch.randn(size, size)
    definite = general @ general.T / size + torch.eye(size)
    functions = {
        "cholesky": (torch.linalg.cholesky, definite),
        "lu": (torch.linalg.lu, general),
        "solve": (torch.linalg.solve, general, right),
        "triangularSolve": (lambda a, b: torch.linalg.solve_triangular(a, b, upper=False), definite, right),
        "qr": (torch.linalg.qr, general),
        "eigh": (torch.linalg.eigh, definite),
        "svd": (partial(torch.linalg.svd, full_matrices=False), general),
    }
    return kernel(compiled, *functions[function])


def programs(compiled):
    """By name; what `compiled` makes of a function is what is called."""
    return {
        "dispatch": lambda: dispatch(compiled),
        "fused": lambda size: kernel(compiled, lambda x: torch.tanh(2 * x + 1) * x, torch.randn(size)),
        "gelu": lambda rows, columns: of_matrix(compiled, lambda x, b, s: F.gelu(x + b) * s, rows, columns, 2),
        "softmax": lambda rows, columns: of_matrix(compiled, lambda x: torch.softmax(x, -1), rows, columns),
        "layer-norm": lambda rows, columns: of_matrix(
            compiled, lambda x, w, b: F.layer_norm(x, (columns,), w, b), rows, columns, 2
        ),
        "sum": lambda size: kernel(compiled, torch.sum, torch.randn(size)),
        # A transposed view costs nothing: what is compared is the copy.
        "transpose": lambda rows, columns: of_matrix(compiled, lambda x: x.T.contiguous(), rows, columns),
        "gather": partial(gather, compiled),
        "scatter-add": partial(scatter_add, compiled),
        "sort": lambda rows, columns: of_matrix(compiled, lambda x: torch.sort(x, dim=1, stable=True).values, rows, columns),
        "cumsum": lambda rows, columns: of_matrix(compiled, lambda x: torch.cumsum(x, 1), rows, columns),
        "attention": partial(attention, compiled),
        "linalg": partial(linalg, compiled),
        "matmul": partial(matmul, compiled),
        "conv": partial(conv, compiled),
        "conv-transposed": partial(conv_transposed, compiled),
        "pool": partial(pool, compiled),
        "mlp-step": lambda: mlp_step(compiled),
        "lenet-step": lambda: lenet_step(compiled),
        "vgg-step": lambda: vgg_step(compiled),
        "resnet-step": lambda: resnet_step(compiled),
        "resnet-inference": lambda: resnet_inference(compiled),
        "gru-step": lambda: gru_step(compiled),
        "transformer-step": lambda: transformer_step(compiled),
    }


def open_library(peer, threads):
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    return SimpleNamespace(
        about=f"{peer} {torch.__version__}, threads: {torch.get_num_threads()}",
        programs=programs(torch.compile) if peer == "torch.compile" else programs(same) | data_programs,
    )
