# Golden values of Fourier transforms from NumPy, and derivatives from JAX. Run: python fft.py > fft.json
# Each case is the TypeScript that the test runs on the inputs, and what it must give; complex elements are pairs of numbers.
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def wave(*shape, seed=1.0):
    """Smooth, distinct values in -1 … 1."""
    n = int(np.prod(shape))
    return np.sin(1.7 * seed * np.arange(n) + seed).reshape(shape)


def waves(*shape, seed=1.0):
    return wave(*shape, seed=seed) + 1j * wave(*shape, seed=seed + 0.37)


lengths = [1, 2, 3, 5, 8, 12, 31, 36, 64, 77, 131]
inputs = {f"z{n}": waves(n, seed=n) for n in lengths}
inputs.update({f"x{n}": wave(n, seed=n) for n in lengths})
inputs.update({
    "m": waves(4, 6, seed=3),
    "r": wave(2, 5, 6, seed=4),
    "c": waves(2, 3, 5, seed=5),
    "s": waves(2, 12, seed=6).astype(np.complex64),
    "f": wave(2, 12, seed=7).astype(np.float32),
})
cases = []


def encode(value):
    flat = value.ravel()
    if value.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=-1).ravel()
    return [float(v) for v in flat]


def packed(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "dtype": str(value.dtype), "data": encode(value)}


def case(source, value):
    cases.append({"source": source, **packed(value)})


m, r, c, s, f = (inputs[name] for name in "mrcsf")
F = np.fft
for n in lengths:
    z, x = inputs[f"z{n}"], inputs[f"x{n}"]
    case(f"fft.fft(z{n})", F.fft(z))
    case(f"fft.fft(x{n})", F.fft(x))
    case(f"fft.rfft(x{n})", F.rfft(x))
    case(f"fft.irfft(z{n}, {{ n: {n + 1} }})", F.irfft(z, n + 1))
    case(f"fft.ifft(z{n})", F.ifft(z))
for norm in ("backward", "ortho", "forward"):
    for name in ("fft", "ifft", "irfft", "hfft"):
        case(f"fft.{name}(m, {{ norm: '{norm}' }})", getattr(F, name)(m, norm=norm))
    for name in ("rfft", "ihfft"):
        case(f"fft.{name}(r, {{ norm: '{norm}' }})", getattr(F, name)(r, norm=norm))
    case(f"fft.fftn(c, {{ norm: '{norm}' }})", F.fftn(c, norm=norm))
    case(f"fft.irfft2(c, {{ norm: '{norm}' }})", F.irfft2(c, norm=norm))
for n in (3, 9):
    for name in ("fft", "ifft", "irfft", "hfft"):
        case(f"fft.{name}(m, {{ n: {n}, axis: 0 }})", getattr(F, name)(m, n, 0))
    for name in ("rfft", "ihfft"):
        case(f"fft.{name}(r, {{ n: {n}, axis: 1 }})", getattr(F, name)(r, n, 1))
case("fft.fft(s)", F.fft(s))
case("fft.rfft(f)", F.rfft(f))
case("fft.irfft(s)", F.irfft(s))
for name in ("fft2", "ifft2", "fftn", "ifftn", "irfft2", "irfftn"):
    case(f"fft.{name}(c)", getattr(F, name)(c))
for name in ("rfft2", "rfftn"):
    case(f"fft.{name}(r)", getattr(F, name)(r))
case("fft.fftn(c, { s: [4, 2], axes: [0, 2] })", F.fftn(c, (4, 2), (0, 2)))
case("fft.fftn(c, { s: [4, 2] })", F.fftn(c, (4, 2), (1, 2)))
case("fft.rfftn(r, { s: [3, 7], axes: [2, 0] })", F.rfftn(r, (3, 7), (2, 0)))
case("fft.irfftn(c, { s: [4, 5], axes: [0, 1] })", F.irfftn(c, (4, 5), (0, 1)))
for n in (1, 4, 5):
    case(f"fft.fftfreq({n}, 0.5)", F.fftfreq(n, 0.5).astype(np.float32))
    case(f"fft.rfftfreq({n}, 0.5)", F.rfftfreq(n, 0.5).astype(np.float32))
case("fft.fftshift(r)", F.fftshift(r))
case("fft.fftshift(c, 1)", F.fftshift(c, 1))
case("fft.ifftshift(c, [1, -1])", F.ifftshift(c, (1, -1)))

# derivatives, in JAX's convention
J = jnp.fft
z131, x12 = inputs["z131"], inputs["x12"]
case("grad(x => abs(fft.fft(x, { norm: 'ortho' })).square().mul(x131).sum())(z131)", jax.grad(lambda x: (jnp.abs(J.fft(x, norm="ortho")) ** 2 * inputs["x131"]).sum())(z131))
case("grad(x => abs(fft.rfft(x)).sum())(x12)", jax.grad(lambda x: jnp.abs(J.rfft(x)).sum())(x12))
case("grad(x => fft.irfft(x).square().mul(arange(10).cast('float64')).sum())(m)", jax.grad(lambda x: (J.irfft(x) ** 2 * jnp.arange(10)).sum())(m))
case("grad(x => abs(fft.fftn(x)).sum())(c)", jax.grad(lambda x: jnp.abs(J.fftn(x)).sum())(c))
case("jvp(fft.ifft, [m], [m])[1]", jax.jvp(J.ifft, (m,), (m,))[1])
case("vjp(fft.fft, m)[1](m)[0]", jax.vjp(J.fft, m)[1](jnp.asarray(m))[0])

print(json.dumps({
    "versions": {p.__name__: p.__version__ for p in (np, jax)},
    "inputs": {name: packed(x) for name, x in inputs.items()},
    "cases": cases,
}))
