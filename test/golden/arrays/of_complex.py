# Golden values of statistics of complex numbers and of maps between tensors, from NumPy and JAX. Run: python of_complex.py > of_complex.json
import numpy as np
from cases import case, inputs, record, write

for axis in ("", "0", "1"):
    named, at = (axis, int(axis)) if axis else ("undefined", None)
    z = "complex(a, b)"
    case(f"variance({z}, {named}, {{ ddof: 1 }})", lambda xp, a, b: xp.var(a + 1j * b, at, ddof=1), "ab")
    case(f"std({z}, {named}, {{ keepDims: true }})", lambda xp, a, b: xp.std(a + 1j * b, at, keepdims=True), "ab")
    case(f"norm({z}, {named})", lambda xp, a, b: xp.sqrt(xp.sum(xp.abs(a + 1j * b) ** 2, at)), "ab")
record("countNonzero(complex(a.round(), b.round()), 1)", np.count_nonzero(np.round(inputs["a"]) + 1j * np.round(inputs["b"]), 1).astype(np.int32))
record("countNonzero(complex(tensor([0, 1, 0]), tensor([0, 0, 2])))", np.array(2, np.int32))

# 12 = 3 · 4 places on both sides
base = "m.reshape([12, 1]).mul(m.reshape([1, 12])).add(eye(12, 12, 'float64').mul(3))"
f = lambda xp, m: (m.reshape(12, 1) * m.reshape(1, 12) + 3 * xp.eye(12))
case(f"linalg.tensorinv({base}.reshape([3, 4, 2, 6]))", lambda xp, m: xp.linalg.tensorinv(f(xp, m).reshape(3, 4, 2, 6)), "m")
case(f"linalg.tensorinv({base}.reshape([12, 2, 6]), {{ ind: 1 }})", lambda xp, m: xp.linalg.tensorinv(f(xp, m).reshape(12, 2, 6), 1), "m")
case(f"linalg.tensorsolve({base}.reshape([3, 4, 6, 2]), m)", lambda xp, m: xp.linalg.tensorsolve(f(xp, m).reshape(3, 4, 6, 2), m), "m")
case(f"linalg.tensorsolve({base}.reshape([3, 4, 6, 2]).transpose([2, 0, 3, 1]), m, {{ axes: [0, 2] }})",
     lambda xp, m: xp.linalg.tensorsolve(f(xp, m).reshape(3, 4, 6, 2).transpose(2, 0, 3, 1), m, axes=(0, 2)), "m")  # fmt: skip
write()
