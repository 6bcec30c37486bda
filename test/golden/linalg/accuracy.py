# Eigenvalues, singular values and determinants of matrices that are hard on algorithms, from mpmath with 60 digits.
# Run: python accuracy.py > accuracy.json
import json

import mpmath
from mpmath import mp, mpf

mp.dps = 60


def matrix(n, element):
    return mp.matrix(n, n) + mp.matrix([[mpf(element(i, j)) for j in range(n)] for i in range(n)])


# Elements are doubles: what is decomposed is exactly what is read.
matrices = {
    "hilbert": matrix(10, lambda i, j: float(mpf(1) / (i + j + 1))),
    "wilkinson": matrix(21, lambda i, j: abs(i - 10) if i == j else 1 if abs(i - j) == 1 else 0),
    "graded": matrix(8, lambda i, j: float(mpf(10) ** (-(i + j))) * (1.25 if i == j else 0.5)),
    "minimum": matrix(12, lambda i, j: min(i, j) + 1),
    "clustered": matrix(8, lambda i, j: 1 + i * 2.0**-40 if i == j else 2.0**-44 * ((i * j) % 3)),
}
symmetric = {}
for name, x in matrices.items():
    symmetric[name] = {
        "n": x.rows,
        "elements": [float(v) for v in x],
        "eigenvalues": [float(v) for v in sorted(mp.eigsy((x + x.T) / 2, eigvals_only=True))],
        "singular": sorted((float(v) for v in mp.svd_r(x, compute_uv=False)), reverse=True),
        "determinant": float(mp.det(x)),
    }


def eigenvalues(x):
    values, _ = mp.eig(x)
    return [[float(v.real), float(v.imag)] for v in values]


general = {
    "frank": matrix(9, lambda i, j: 0 if j < i - 1 else 9 - max(i, j)),
    "grcar": matrix(12, lambda i, j: -1 if j == i - 1 else 1 if i <= j <= i + 3 else 0),
    "cyclic": matrix(7, lambda i, j: 1 if j == (i + 1) % 7 else 0),
}
print(
    json.dumps(
        {
            "versions": {"mpmath": mpmath.__version__},
            "symmetric": symmetric,
            "general": {name: {"n": x.rows, "elements": [float(v) for v in x], "eigenvalues": eigenvalues(x)} for name, x in general.items()},
        }
    )
)
