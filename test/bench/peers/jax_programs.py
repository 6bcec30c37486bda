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


def conv(x, w, padding):
    return lax.conv_general_dilated(x, w, (1, 1), [(padding, padding)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC"))


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


def sgd(params, grads, state):
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), state


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
    # Not one array twice: both are donated.
    state = {"count": jnp.zeros(()), **{moment: jax.tree.map(jnp.zeros_like, params) for moment in "mv"}}
    return training(lenet, params, adam, state, normal(64, 28, 28, 1))


def dispatch():
    call, finish = kernel(lambda x: x + 1, normal(4))
    return lambda: np.asarray(call()), finish


def open_library(_peer, threads):
    return SimpleNamespace(
        about=f"JAX {jax.__version__}, threads: {threads}",
        programs={
            "dispatch": dispatch,
            "fused": lambda: kernel(lambda x: jnp.tanh(2 * x + 1) * x, normal(4_194_304)),
            "matmul-1024": lambda: kernel(jnp.matmul, normal(1024, 1024), normal(1024, 1024)),
            "matmul-1023": lambda: kernel(jnp.matmul, normal(1023, 1023), normal(1023, 1023)),
            "conv-8x64x32": lambda: kernel(lambda x, w: conv(x, w, 1), normal(8, 32, 32, 64), normal(3, 3, 64, 64)),
            "conv-1x64x56": lambda: kernel(lambda x, w: conv(x, w, 1), normal(1, 56, 56, 64), normal(3, 3, 64, 64)),
            "mlp-step": mlp_step,
            "lenet-step": lenet_step,
        },
    )
