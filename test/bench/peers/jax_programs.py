"""The programs in JAX, jitted; steps donate what they replace. Images are NHWC and kernels HWIO, as JAX's users have them and its
convolutions are fastest; sizes and initial distributions are those of the other contenders."""

from functools import partial
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

KEY = jax.random.key(0)


def normal(*shape):
    return jax.random.normal(KEY, shape)


def kernel(function, *inputs):
    """A compiled function of fixed inputs; its result is waited for."""
    jitted = jax.jit(function)
    return lambda: jitted(*inputs), jax.block_until_ready


def conv(x, w, padding, groups=1, stride=1):
    return lax.conv_general_dilated(
        x, w, (stride, stride), [(padding, padding)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=groups
    )


def matmul_program(batch, rows, depth, columns, dtype):
    many = () if batch == 1 else (batch,)
    with jax.enable_x64(dtype == "float64"):
        a, b = (jax.random.normal(KEY, (*many, *shape), dtype) for shape in ((rows, depth), (depth, columns)))
        call, finish = kernel(jnp.matmul, a, b)

    def wide():
        with jax.enable_x64(True):
            return call()

    return (wide if dtype == "float64" else call), finish


def conv_program(batch, channels, size, groups, **which):
    x, w = normal(batch, size, size, channels), normal(3, 3, channels // groups, channels)
    forward = partial(conv, padding=1, groups=groups)
    match which["pass"]:
        case "forward":
            return kernel(forward, x, w)
        case "input":
            return kernel(lambda ct, w: jax.vjp(lambda x: forward(x, w), x)[1](ct)[0], x, w)
        case "weight":
            return kernel(lambda ct, x: jax.vjp(lambda w: forward(x, w), w)[1](ct)[0], x, x)


def conv_transposed(batch, channels, outChannels, size):
    x, w = normal(batch, size, size, channels), normal(4, 4, channels, outChannels)
    return kernel(lambda x, w: lax.conv_transpose(x, w, (2, 2), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")), x, w)


def pool(pool, batch, channels, size, out, **which):
    if pool == "adaptive":
        raise NotImplementedError("it has no adaptive pooling")
    x, ct = normal(batch, size, size, channels), normal(batch, out, out, channels)

    def forward(x):
        if pool == "max":
            return lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), ((0, 0), (1, 1), (1, 1), (0, 0)))
        return lax.reduce_window(x, 0.0, lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4

    return kernel(forward, x) if which["pass"] == "forward" else kernel(lambda ct, x: jax.vjp(forward, x)[1](ct)[0], ct, x)


def linalg(function, size):
    general, right = normal(size, size), normal(size, size)
    definite = general @ general.T / size + jnp.eye(size)
    functions = {
        "cholesky": (jnp.linalg.cholesky, definite),
        "lu": (jax.scipy.linalg.lu, general),
        "solve": (jnp.linalg.solve, general, right),
        "triangularSolve": (partial(jax.scipy.linalg.solve_triangular, lower=True), definite, right),
        "qr": (jnp.linalg.qr, general),
        "eigh": (jnp.linalg.eigh, definite),
        "svd": (partial(jnp.linalg.svd, full_matrices=False), general),
    }
    return kernel(*functions[function])


def of_matrix(function, rows, columns, vectors=0):
    return kernel(function, normal(rows, columns), *(normal(columns) for _ in range(vectors)))


def layer_norm(x, weight, bias):
    centred = x - x.mean(1, keepdims=True)
    return centred * lax.rsqrt((centred**2).mean(1, keepdims=True) + 1e-5) * weight + bias


def picks(rows, picked):
    return jax.random.randint(KEY, (picked,), 0, rows)


def gather(rows, columns, picked):
    return kernel(lambda x, i: x[i], normal(rows, columns), picks(rows, picked))


def scatter_add(rows, columns, picked):
    return kernel(lambda x, i, u: x.at[i].add(u), normal(rows, columns), picks(rows, picked), normal(picked, columns))


def attention(batch, heads, length, size):
    def attend(q, k, v):
        return jax.nn.softmax(q @ jnp.swapaxes(k, -1, -2) / size**0.5) @ v

    return kernel(attend, *(normal(batch, heads, length, size) for _ in range(3)))


def average_pool(x):
    return lax.reduce_window(x, 0.0, lax.add, (1, 2, 2, 1), (1, 2, 2, 1), "VALID") / 4


def layer(*shape):
    """Weight, its last axis the output's, and bias; uniform within 1 / sqrt(fan in), as PyTorch's layers start."""
    bound = float(np.prod(shape[:-1])) ** -0.5
    return {
        "weight": jax.random.uniform(KEY, shape, minval=-bound, maxval=bound),
        "bias": jax.random.uniform(KEY, shape[-1:], minval=-bound, maxval=bound),
    }


def linear(p, x):
    return x @ p["weight"] + p["bias"]


def conv_layer(p, x, padding=0):
    return conv(x, p["weight"], padding) + p["bias"]


def cross_entropy(logits, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1).mean()


def mlp(p, x):
    return linear(p["fc2"], jax.nn.relu(linear(p["fc1"], x)))


def lenet(p, x):
    x = average_pool(jnp.tanh(conv_layer(p["conv1"], x, 2)))
    x = average_pool(jnp.tanh(conv_layer(p["conv2"], x)))
    x = x.reshape(x.shape[0], -1)
    x = jnp.tanh(linear(p["fc1"], x))
    x = jnp.tanh(linear(p["fc2"], x))
    return linear(p["fc3"], x)


def sgd(params, grads, state, rate=0.1):
    return jax.tree.map(lambda p, g: p - rate * g, params, grads), state


def moments(params):
    """Not one array twice: both are donated."""
    return {"count": jnp.zeros(()), **{moment: jax.tree.map(jnp.zeros_like, params) for moment in "mv"}}


def adam(params, grads, state):
    count, m, v = state["count"] + 1, *(state[moment] for moment in "mv")
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)
    first, second = 1 - 0.9**count, 1 - 0.999**count
    params = jax.tree.map(lambda p, m, v: p - 1e-3 * (m / first) / (jnp.sqrt(v / second) + 1e-8), params, m, v)
    return params, {"count": count, "m": m, "v": v}


def training(model, params, optimizer, state, x):
    """A loop's body: each call is a step from where the last one ended, and gives the loss."""
    y = jax.random.randint(KEY, (x.shape[0],), 0, 10)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(params, state, x, y):
        loss, grads = jax.value_and_grad(lambda p: cross_entropy(model(p, x), y))(params)
        return *optimizer(params, grads, state), loss

    jax.block_until_ready((params, state, x, y))

    def call():
        nonlocal params, state
        params, state, loss = step(params, state, x, y)
        return loss

    call.trace = lambda: step.trace(params, state, x, y)
    return call, float


def mlp_step():
    return training(mlp, {"fc1": layer(784, 256), "fc2": layer(256, 10)}, sgd, {}, normal(64, 784))


def lenet_step():
    params = {
        "conv1": layer(5, 5, 1, 6),
        "conv2": layer(5, 5, 6, 16),
        "fc1": layer(400, 120),
        "fc2": layer(120, 84),
        "fc3": layer(84, 10),
    }
    return training(lenet, params, adam, moments(params), normal(64, 28, 28, 1))


def vgg(p, x):
    for stage in range(3):
        for i in (2 * stage, 2 * stage + 1):
            x = jax.nn.relu(conv_layer(p[f"conv{i}"], x, 1))
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    return linear(p["fc2"], jax.nn.relu(linear(p["fc1"], x.reshape(x.shape[0], -1))))


RESNET_STAGES = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]


def batch_norm(p, x, training):
    mean, variance = (x.mean((0, 1, 2)), x.var((0, 1, 2))) if training else (p["mean"], p["variance"])
    if training:
        n = x.size // x.shape[-1]
        p = p | {
            "mean": 0.9 * p["mean"] + 0.1 * lax.stop_gradient(mean),
            "variance": 0.9 * p["variance"] + 0.1 * lax.stop_gradient(variance) * (n / (n - 1)),
        }
    return (x - mean) * lax.rsqrt(variance + 1e-5) * p["weight"] + p["bias"], p


def resnet(p, x, training, cifar):
    p = dict(p)

    def convolved(name, x, padding=1, stride=1):
        y, p[f"{name}_norm"] = batch_norm(p[f"{name}_norm"], conv(x, p[name], padding, stride=stride), training)
        return y

    if cifar:
        x = jax.nn.relu(convolved("stem", x))
    else:
        x = jax.nn.relu(convolved("stem", x, 3, 2))
        x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 3, 3, 1), (1, 2, 2, 1), ((0, 0), (1, 1), (1, 1), (0, 0)))
    for stage, (_, _, stride) in enumerate(RESNET_STAGES):
        for block, step in enumerate((stride, 1)):
            name = f"{stage}_{block}"
            y = convolved(f"{name}_b", jax.nn.relu(convolved(f"{name}_a", x, 1, step)))
            x = jax.nn.relu(y + (convolved(f"{name}_c", x, 0, step) if step != 1 else x))
    return linear(p["fc"], x.mean((1, 2))), p


def resnet_parameters(stem, classes):
    params = {"fc": layer(512, classes)}

    def convolution(name, size, channels, out):
        params[name] = normal(size, size, channels, out) * (2 / (size * size * out)) ** 0.5
        params[f"{name}_norm"] = {
            "weight": jnp.ones(out), "bias": jnp.zeros(out), "mean": jnp.zeros(out), "variance": jnp.ones(out)
        }  # fmt: skip

    convolution("stem", stem, 3, 64)
    for stage, (before, channels, stride) in enumerate(RESNET_STAGES):
        for block, from_ in enumerate((before, channels)):
            convolution(f"{stage}_{block}_a", 3, from_, channels)
            convolution(f"{stage}_{block}_b", 3, channels, channels)
        if stride != 1:
            convolution(f"{stage}_0_c", 1, before, channels)
    return params


def resnet_step():
    params, x = resnet_parameters(3, 10), normal(32, 32, 32, 3)
    momentum = jax.tree.map(jnp.zeros_like, params)
    y = jax.random.randint(KEY, (32,), 0, 10)

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(params, momentum, x, y):
        def loss_of(p):
            logits, refreshed = resnet(p, x, training=True, cifar=True)
            return cross_entropy(logits, y), refreshed

        (loss, refreshed), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
        momentum = jax.tree.map(lambda m, g: 0.9 * m + g, momentum, grads)
        return jax.tree.map(lambda p, m: p - 0.01 * m, refreshed, momentum), momentum, loss

    def call():
        nonlocal params, momentum
        params, momentum, loss = step(params, momentum, x, y)
        return loss

    jax.block_until_ready((params, momentum, x, y))
    call.trace = lambda: step.trace(params, momentum, x, y)
    return call, float


def resnet_inference():
    params = resnet_parameters(7, 1000)
    return kernel(lambda p, x: resnet(p, x, training=False, cifar=False)[0], params, normal(1, 224, 224, 3))


def gru(p, x):
    inputs = linear(p["input"], jnp.swapaxes(x, 0, 1))

    def cell(h, at_once):
        (ri, zi, ni), (rh, zh, nh) = (jnp.split(gates, 3, -1) for gates in (at_once, linear(p["hidden"], h)))
        z, n = jax.nn.sigmoid(zi + zh), jnp.tanh(ni + jax.nn.sigmoid(ri + rh) * nh)
        return n + z * (h - n), None

    h, _ = lax.scan(cell, jnp.zeros((x.shape[0], 256)), inputs)
    return linear(p["fc"], h)


def norm(p, x):
    centred = x - x.mean(-1, keepdims=True)
    return centred * lax.rsqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * p["weight"] + p["bias"]


def transformer_block(p, x, heads=4):
    batch, length, features = x.shape
    z = norm(p["norm1"], x)
    q, k, v = (
        part.reshape(batch, length, heads, -1).transpose(0, 2, 1, 3) for part in jnp.split(linear(p["in"], z), 3, -1)
    )
    weights = jax.nn.softmax(q @ jnp.swapaxes(k, -1, -2) / (features // heads) ** 0.5)
    x = x + linear(p["out"], (weights @ v).transpose(0, 2, 1, 3).reshape(x.shape))
    return x + linear(p["net2"], jax.nn.gelu(linear(p["net1"], norm(p["norm2"], x)), approximate=False))


def transformer(p, x):
    for block in p["blocks"]:
        x = transformer_block(block, x)
    return linear(p["fc"], x.reshape(x.shape[0], -1))


def vgg_step():
    sizes = [3, 64, 64, 128, 128, 256, 256]
    params = {f"conv{i}": layer(3, 3, *sizes[i : i + 2]) for i in range(6)} | {"fc1": layer(4096, 256), "fc2": layer(256, 10)}
    return training(vgg, params, partial(sgd, rate=0.01), {}, normal(32, 32, 32, 3))


def gru_step():
    params = {"input": layer(256, 768), "hidden": layer(256, 768), "fc": layer(256, 10)}
    return training(gru, params, sgd, {}, normal(64, 100, 256))


def transformer_step():
    def ones():
        return {"weight": jnp.ones(256), "bias": jnp.zeros(256)}

    def block():
        maps = {"in": layer(256, 768), "out": layer(256, 256), "net1": layer(256, 1024), "net2": layer(1024, 256)}
        return maps | {"norm1": ones(), "norm2": ones()}

    params = {"blocks": [block(), block()], "fc": layer(128 * 256, 10)}
    return training(transformer, params, adam, moments(params), normal(8, 128, 256))


def dispatch():
    call, finish = kernel(lambda x: x + 1, normal(4))
    return lambda: np.asarray(call()), finish


def open_library(_peer, threads):
    return SimpleNamespace(
        about=f"JAX {jax.__version__}, threads: {threads}",
        programs={
            "dispatch": dispatch,
            "fused": lambda size: kernel(lambda x: jnp.tanh(2 * x + 1) * x, normal(size)),
            "gelu": lambda rows, columns: of_matrix(lambda x, b, s: jax.nn.gelu(x + b, approximate=False) * s, rows, columns, 2),
            "softmax": partial(of_matrix, jax.nn.softmax),
            "layer-norm": partial(of_matrix, layer_norm, vectors=2),
            "sum": lambda size: kernel(jnp.sum, normal(size)),
            "transpose": partial(of_matrix, jnp.transpose),
            "gather": gather,
            "scatter-add": scatter_add,
            "sort": partial(of_matrix, partial(jnp.sort, axis=1)),
            "cumsum": partial(of_matrix, partial(jnp.cumsum, axis=1)),
            "attention": attention,
            "linalg": linalg,
            "matmul": matmul_program,
            "conv": conv_program,
            "conv-transposed": conv_transposed,
            "pool": pool,
            "mlp-step": mlp_step,
            "lenet-step": lenet_step,
            "vgg-step": vgg_step,
            "resnet-step": resnet_step,
            "resnet-inference": resnet_inference,
            "gru-step": gru_step,
            "transformer-step": transformer_step,
        },
    )
