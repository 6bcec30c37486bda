# Golden values of operations from NumPy, JAX and PyTorch. Run: python generate.py > operations.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give.
import json

import jax
import jax.numpy as jnp
import numpy as np
import torch
import torch.nn.functional as F

jax.config.update("jax_enable_x64", True)


def wave(*shape, seed=1.0):
    """Smooth, distinct values in -1 … 1."""
    n = int(np.prod(shape))
    return np.sin(1.7 * seed * np.arange(n) + seed).reshape(shape)


inputs = {
    "a": wave(2, 3) * 2,
    "b": wave(2, 3, seed=2) * 2,
    "c": wave(3, seed=3),
    "m": wave(3, 4, seed=4),
    "t": wave(2, 3, 4, seed=5),
    "u": wave(2, 4, 3, seed=6),
    "q": wave(2, 1, 3, 4, seed=7),
    "i": np.array([[7, -7, 0], [3, -2, 5]], np.int32),
    "j": np.array([[2, 2, 3], [-3, -2, -4]], np.int32),
    "k": np.array([2, 0, 1, 2], np.int32),
    "z": np.array([[True, False, True], [False, False, True]]),
    "y": np.array([True, True, False]),
    "s": np.array([-np.inf, -3.5, -2.5, -1.0, -0.0, 0.5, 1.5, 2.5, np.inf, np.nan]),
    "x1": wave(2, 4, 9, seed=8),
    "w1": wave(6, 2, 3, seed=9),
    "x2": wave(2, 3, 7, 6, seed=10),
    "w2": wave(4, 3, 3, 2, seed=11),
    "v2": wave(3, 2, 3, 2, seed=12),
    "bias": wave(4, seed=13),
    "x3": wave(1, 2, 4, 5, 4, seed=14),
    "w3": wave(3, 2, 2, 3, 2, seed=15),
}
cases = []


def case(source, value):
    value = np.asarray(value)
    cases.append({"source": source, "shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)})


def encode(value):
    special = {np.inf: "Infinity", -np.inf: "-Infinity"}
    return [int(v) if value.dtype.kind in "iub" else "NaN" if np.isnan(v) else special.get(v, float(v)) for v in value.ravel()]


g = {name: value for name, value in inputs.items()}
a, b, c, m, t, u, q = (g[n] for n in "abcmtuq")
i, j, k, z, y, s = (g[n] for n in "ijkzys")
i32 = np.int32

# arithmetic
case("add(a, c)", a + c)
case("a.sub(2)", a - 2)
case("sub(1, a)", 1 - a)
case("mul(a, b)", a * b)
case("div(a, b)", a / b)
case("floorDivide(i, j)", i // j)
case("remainder(i, j)", np.remainder(i, j))
case("floorDivide(a, b)", np.floor_divide(a, b))
case("remainder(a, b)", np.remainder(a, b))
case("floorDivide(7, j)", 7 // j)
case("maximum(a, b)", np.maximum(a, b))
case("minimum(a, 0.25)", np.minimum(a, 0.25))
case("neg(i)", -i)
case("abs(i)", np.abs(i))
case("sign(s)", np.sign(s))
case("square(i)", np.square(i))
case("reciprocal(a)", 1 / a)
case("pow(a, 3)", a**3)
case("pow(a, -2)", a**-2.0)
case("pow(a, 0)", a**0)
case("pow(a, 9)", a**9)
case("pow(abs(a), 0.3)", np.abs(a) ** 0.3)
case("pow(abs(a), b)", np.abs(a) ** b)
case("pow(2, a)", 2.0**a)
case("pow(i, 11)", i.astype(i32) ** i32(11))
case("clamp(a, -0.5, 0.75)", np.clip(a, -0.5, 0.75))
case("clamp(i, -2, Infinity)", np.clip(i, -2, None))

# functions of floats
for name, f in [("exp", np.exp), ("expm1", np.expm1), ("sin", np.sin), ("cos", np.cos), ("tan", np.tan), ("tanh", np.tanh)]:
    case(f"{name}(a)", f(a))
for name, f in [("log", np.log), ("log1p", np.log1p), ("sqrt", np.sqrt), ("rsqrt", lambda v: 1 / np.sqrt(v))]:
    case(f"{name}(abs(a))", f(np.abs(a)))
case("erf(a)", jax.scipy.special.erf(a))
for name, f in [("floor", np.floor), ("ceil", np.ceil), ("round", np.round)]:
    case(f"{name}(s)", f(s))

# activations
case("relu(s)", torch.relu(torch.tensor(s)))
case("sigmoid(s)", torch.sigmoid(torch.tensor(s)))
case("logSigmoid(s)", F.logsigmoid(torch.tensor(s)))
case("softplus(s)", np.logaddexp(s, 0))
case("silu(a)", F.silu(torch.tensor(a)))
case("gelu(a)", F.gelu(torch.tensor(a)))
case("gelu(a, 'tanh')", F.gelu(torch.tensor(a), approximate="tanh"))
case("softmax(t)", F.softmax(torch.tensor(t), -1))
case("softmax(t, 1)", F.softmax(torch.tensor(t), 1))
case("logSoftmax(t, 0)", F.log_softmax(torch.tensor(t), 0))

# comparisons, logic, choices
case("equal(i, j)", i == j)
case("notEqual(a, b)", a != b)
case("less(s, 0.5)", s < 0.5)
case("lessEqual(s, 0.5)", s <= 0.5)
case("greater(s, 0.5)", s > 0.5)
case("greaterEqual(0.5, s)", 0.5 >= s)
case("isNaN(s)", np.isnan(s))
case("isFinite(s)", np.isfinite(s))
case("isInf(s)", np.isinf(s))
case("isFinite(i)", np.isfinite(i))
case("logicalAnd(z, y)", z & y)
case("logicalOr(z, y)", z | y)
case("logicalXor(z, y)", z ^ y)
case("logicalNot(z)", ~z)
case("bitwiseAnd(i, j)", i & j)
case("bitwiseOr(i, j)", i | j)
case("bitwiseXor(i, 5)", i ^ 5)
case("bitwiseNot(i)", ~i)
case("leftShift(i, 3)", i << 3)
case("rightShift(i, 1)", i >> 1)
case("rightShift(i.cast('uint32'), 1)", i.astype(np.uint32) >> np.uint32(1))
case("where(z, a, b)", np.where(z, a, b))
case("where(y, c, 0)", np.where(y, c, 0))
case("where(y, a, 1.5)", np.where(y, a, 1.5))
case("cast(a, 'int32')", a.astype(i32))
case("cast(i, 'float64')", i.astype(np.float64))
case("cast(a, 'bool')", a.astype(bool))
case("z.cast('int32').sum()", z.astype(i32).sum(dtype=i32))

# creation
case("arange(5, 'int32')", np.arange(5, dtype=i32))
case("arange(2, 9, 3, 'int32')", np.arange(2, 9, 3, dtype=i32))
case("arange(1, -1, -0.25, 'float64')", np.arange(1, -1, -0.25))
case("linspace(-1, 2, 7, 'float64')", np.linspace(-1, 2, 7))
case("eye(2, 3, 'int32')", np.eye(2, 3, dtype=i32))
case("oneHot(k, 3, 'int32')", np.eye(3, dtype=i32)[k])

# reductions
for name in ["sum", "prod", "mean", "max", "min"]:
    f = getattr(np, name)
    case(f"{name}(t)", f(t))
    case(f"{name}(t, 1)", f(t, axis=1))
    case(f"{name}(t, [0, -1], {{ keepDims: true }})", f(t, axis=(0, -1), keepdims=True))
case("sum(i, 0)", i.sum(0, dtype=i32))
case("any(z, 1)", z.any(1))
case("all(z, 0)", z.all(0))
case("argmax(t, 2)", t.argmax(2).astype(i32))
case("argmin(t)", np.asarray(t.argmin(), i32))
case("argmax(t, -2, { keepDims: true })", t.argmax(-2, keepdims=True).astype(i32))
case("variance(t, 1)", t.var(1))
case("variance(t, [0, 2], { ddof: 1, keepDims: true })", t.var((0, 2), ddof=1, keepdims=True))
case("std(t)", t.std())
case("norm(t, 2)", np.linalg.norm(t, axis=2))
case("logsumexp(t, 1)", jax.scipy.special.logsumexp(t, 1))
case("sum(zeros([0, 3], 'float64'), 0)", np.zeros((0, 3)).sum(0))
case("prod(zeros([0], 'float64'))", np.zeros(0).prod())

# products
case("matmul(a, m)", a @ m)
case("matmul(c, m)", c @ m)
case("matmul(a, c)", a @ c)
case("matmul(c, c)", c @ c)
case("matmul(t, u)", t @ u)
case("matmul(a, u.transpose([0, 2, 1]))", a @ u.transpose(0, 2, 1))
case("matmul(t, m.T)", t @ m.T)
case("matmul(q, u)", q @ u)
case("matmul(u, q)", u @ q)
case("matmul(q, q.swapAxes(-1, -2))", q @ q.swapaxes(-1, -2))
case("matmul(c, u.transpose([0, 2, 1]))", c @ u.transpose(0, 2, 1))
case("matmul(t, m.slice(0))", t @ m[0])
case("matmul(i, j.T)", i @ j.T)
case("dot(c, c)", np.dot(c, c))
case("outer(c, a.ravel())", np.outer(c, a))
case("tensordot(t, u, [[1, 2], [2, 1]])", np.tensordot(t, u, [[1, 2], [2, 1]]))
case("tensordot(t, m.T, 1)", np.tensordot(t, m.T, 1))
case("tensordot(c, m, 0)", np.tensordot(c, m, 0))
einsums = [
    ("ij,jk->ik", "am"), ("ij,jk->ki", "am"), ("bij,bjk->bik", "tu"), ("bij,bjk->ik", "tu"), ("bij,bkj->bik", "tt"), ("bij->jb", "t"),
    ("bij->", "t"), ("bij->i", "t"), ("i,j->ij", "cc"), ("i,i->", "cc"), ("ij,ij,ij->j", "abb"), ("ij,jk,bkj->ib", "amu"), ("bij,bji", "tu"),
    ("ba", "a"), ("...ij,...jk->...ik", "qu"), ("...j,jk->k...", "am"), ("i...->...", "t"), ("ij,ik->ijk", "ab"), ("ij,kl->jl", "am"),
    ("...,...->...", "ca"),
]  # fmt: skip
for spec, names in einsums:
    case(f"einsum('{spec}', {', '.join(names)})", np.einsum(spec, *(g[n] for n in names)))
square = m[:, :3]
case("einsum('ii->i', m.slice([], [0, 3]))", np.einsum("ii->i", square))
case("einsum('ii', m.slice([], [0, 3]))", np.einsum("ii", square))
case("einsum('iji->j', einsum('ij,ik->ijk', m, m).slice([], [], [0, 3]))", np.einsum("iji->j", np.einsum("ij,ik->ijk", m, m)[:, :, :3]))

# shapes
case("reshape(t, [4, -1])", t.reshape(4, -1))
case("ravel(t)", t.ravel())
case("flatten(t)", t.reshape(2, 12))
case("transpose(t)", t.transpose())
case("transpose(t, [1, -1, 0])", t.transpose(1, 2, 0))
case("t.T", t.T)
case("swapAxes(t, 0, 2)", t.swapaxes(0, 2))
case("moveAxis(t, 0, -1)", np.moveaxis(t, 0, -1))
case("moveAxis(q, 3, 1)", np.moveaxis(q, 3, 1))
case("squeeze(q, 1)", q[:, 0])
case("expandDims(a, 1)", a[:, None])
case("broadcastTo(c, [2, 2, 3])", np.broadcast_to(c, (2, 2, 3)))
case("broadcastTo(q, [2, 5, 3, 4])", np.broadcast_to(q, (2, 5, 3, 4)))
case("concat([a, b])", np.concatenate([a, b]))
case("concat([a, c.expandDims(0)], 0)", np.concatenate([a, c[None]]))
case("concat([i, a.cast('int32')], -1)", np.concatenate([i, a.astype(i32)], -1))
case("stack([a, b], 1)", np.stack([a, b], 1))
case("split(t, 2, 2)[1]", np.split(t, 2, 2)[1])
case("split(t, [1, 3], -1)[1]", t[:, :, 1:])
case("slice(t, 1, [], [1, -1])", t[1, :, 1:-1])
case("slice(t, [], [0, 3, 2], [-2])", t[:, 0:3:2, -2:])
case("slice(t, [1, 1])", t[1:1])
case("flip(t, [0, 2])", np.flip(t, (0, 2)))
case("flip(a)", np.flip(a))
case("pad(a, [[1, 0], [0, 2]], 0.5)", np.pad(a, [[1, 0], [0, 2]], constant_values=0.5))
case("pad(z, 1, true)", np.pad(z, 1, constant_values=True))
case("tile(a, [2, 3])", np.tile(a, (2, 3)))
case("tile(a, [2])", np.tile(a, 2))
case("tile(c, [2, 1, 2])", np.tile(c, (2, 1, 2)))
case("tile(c, [1, 1])", np.tile(c, (1, 1)))
case("repeat(a, 2, 1)", np.repeat(a, 2, 1))
case("repeat(i, 3)", np.repeat(i, 3, 0))

# positions
case("take(m, k)", m[k])
case("take(t, k, 2)", t[:, :, k])
case("take(t, tensor([[0, -1], [1, 0]], 'int32'), 1)", t[:, [[0, -1], [1, 0]]])
case("take(m, tensor(2, 'int32'), 1)", m[:, 2])
case("take(c, tensor([0, 3, -4], 'int32'))", np.array([c[0], np.nan, np.nan]))
case("take(c, tensor([0, 3, -4], 'int32'), 0, { mode: 'clip' })", np.array([c[0], c[2], c[0]]))
case("take(i, tensor([2, -1], 'int32'))", np.array([[0, 0, 0], i[1]], i32))
case("takeAlongAxis(t, argmax(t, 2, { keepDims: true }), 2)", t.max(2, keepdims=True))
case("takeAlongAxis(a, tensor([[2, -3], [0, 5]], 'int32'), 1)", np.array([[a[0, 2], a[0, 0]], [a[1, 0], np.nan]]))
added = m.copy()
np.add.at(added, k, m[:1].repeat(4, 0))
case("indexAdd(m, k, repeat(m.slice([0, 1]), 4))", added)
columns = a.copy()
np.add.at(columns, (slice(None), [0, -1, 0]), b)
case("indexAdd(a, tensor([0, -1, 0], 'int32'), b, 1)", columns)
case("indexAdd(c, tensor([7, 1], 'int32'), c.slice([0, 2]))", c + [0, c[1], 0])

# convolutions and pools
x1, w1, x2, w2, v2, x3, w3 = (torch.tensor(g[n]) for n in ["x1", "w1", "x2", "w2", "v2", "x3", "w3"])
bias = torch.tensor(g["bias"])
case("conv1d(x1, w1, { groups: 2, padding: 1, stride: 2 })", F.conv1d(x1, w1, groups=2, padding=1, stride=2))
case("conv2d(x2, w2)", F.conv2d(x2, w2))
case("conv2d(x2, w2, { bias })", F.conv2d(x2, w2, bias))
case("conv2d(x2, w2, { stride: [2, 1], padding: [1, 2], dilation: [1, 2] })", F.conv2d(x2, w2, stride=(2, 1), padding=(1, 2), dilation=(1, 2)))
case("conv3d(x3, w3, { padding: 1 })", F.conv3d(x3, w3, padding=1))
case("convTranspose1d(x1, w1.slice([0, 4]), { stride: 3, dilation: 2 })", F.conv_transpose1d(x1, w1[:4], stride=3, dilation=2))
case("convTranspose2d(x2, v2, { stride: 2, padding: 1, outputPadding: 1 })", F.conv_transpose2d(x2, v2, stride=2, padding=1, output_padding=1))
case(
    "convTranspose2d(x2, v2.reshape([3, 2, 3, 2]), { groups: 3, stride: [1, 2], dilation: [2, 1] })",
    F.conv_transpose2d(x2, v2, groups=3, stride=(1, 2), dilation=(2, 1)),
)
case("convTranspose2d(x2, v2, { padding: [2, 1] })", F.conv_transpose2d(x2, v2, padding=(2, 1)))
case("maxPool1d(x1, 3, { stride: 2, padding: 1 })", F.max_pool1d(x1, 3, 2, 1))
case("maxPool2d(x2, 2)", F.max_pool2d(x2, 2))
case("maxPool2d(x2, [3, 2], { stride: 1, padding: 1, dilation: [2, 1] })", F.max_pool2d(x2, (3, 2), 1, 1, (2, 1)))
case("maxPool3d(x3, 2)", F.max_pool3d(x3, 2))
case("avgPool1d(x1, 3)", F.avg_pool1d(x1, 3))
case("avgPool2d(x2, 3, { stride: 2, padding: 1 })", F.avg_pool2d(x2, 3, 2, 1))
case("avgPool2d(x2, 3, { stride: 2, padding: 1, countIncludePad: false })", F.avg_pool2d(x2, 3, 2, 1, count_include_pad=False))
case("avgPool3d(x3, [2, 2, 1])", F.avg_pool3d(x3, (2, 2, 1)))

# gradients, where a rule of ours decides them
for name, f in [
    ("relu", torch.relu), ("sigmoid", torch.sigmoid), ("softplus", F.softplus), ("logSigmoid", F.logsigmoid), ("silu", F.silu), ("gelu", F.gelu),
]:  # fmt: skip
    points = torch.tensor([-200.0, -1.0, 0.0, 0.5, 200.0], dtype=torch.float64, requires_grad=True)
    f(points).sum().backward()
    case(f"grad(x => {name}(x).sum())(tensor([-200, -1, 0, 0.5, 200], 'float64'))", points.grad)
for name, dim in [("softmax", 1), ("logSoftmax", 1)]:
    points = torch.tensor(a, requires_grad=True)
    f = {"softmax": F.softmax, "logSoftmax": F.log_softmax}[name]
    (f(points, dim) * torch.tensor(b)).sum().backward()
    case(f"grad(x => {name}(x, {dim}).mul(b).sum())(a)", points.grad)
zero = torch.zeros(3, dtype=torch.float64, requires_grad=True)
torch.linalg.vector_norm(zero).backward()
case("grad(x => norm(x))(zeros([3], 'float64'))", zero.grad)

print(json.dumps({
    "versions": {"numpy": np.__version__, "jax": jax.__version__, "torch": torch.__version__},
    "inputs": {name: {"shape": list(v.shape), "dtype": str(v.dtype), "data": encode(v)} for name, v in inputs.items()},
    "cases": cases,
}))  # fmt: skip
