"""Writes arrays as NumPy does: *.npy, stored.npz and deflated.npz, refused/*.npy, and expected.json with dtypes, shapes and bytes.

Run: python make.py
"""

import io
import json
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

print({"numpy": np.__version__})
folder = Path(__file__).parent
values = {"bool": [True, False], "float16": [0.1, -0.0, 65504], "float32": [0.1, -0.0, np.inf], "float64": [1 / 3, -0.0, np.inf]}
for bits in [8, 16, 32, 64]:
    values[f"uint{bits}"] = [0, 2**bits - 1]
    values[f"int{bits}"] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
values["complex64"] = [0.1 - 2j, complex(-0.0, np.inf)]
values["complex128"] = [1 / 3 + 1j, -0.5j]
arrays = {name: np.array(value, dtype=name) for name, value in values.items()}
cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4) / 8
arrays |= {
    "scalar": np.array(41, dtype=np.int32),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "cube": cube,
    "long": np.zeros((1000, 1), dtype=np.uint8),
}
files = dict(arrays)
files |= {
    "fortran": np.asfortranarray(cube),
    "fortran_vector": np.asfortranarray(np.arange(3.0)),
    "big": cube.astype(">f4"),
    "big_fortran": np.asfortranarray(np.arange(6).reshape(2, 3)).astype(">i8"),
    "big_complex": np.asfortranarray((np.arange(6) - 2j).reshape(2, 3)).astype(">c16"),
    "big_half": np.array([0.1, 2], dtype=">f2"),
}
for name, array in files.items():
    np.save(folder / f"{name}.npy", array)
for version in [(2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, cube, version=version)
    files[f"version{version[0]}"] = cube
np.savez(folder / "stored.npz", **arrays)
np.savez_compressed(folder / "deflated.npz", **arrays)
expected = {
    name: {"dtype": array.dtype.name, "shape": array.shape, "hex": array.astype(array.dtype.newbyteorder("<")).tobytes("C").hex()}
    for name, array in files.items()
}
(folder / "expected.json").write_text(json.dumps(expected, indent=0))

refused = folder / "refused"
refused.mkdir(exist_ok=True)
others = {
    "object": np.array([1, "a", None], dtype=object),
    "text": np.array(["ab"]),
    "bytes": np.array([b"ab"]),
    "record": np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]),
    "long_complex": np.zeros(2, dtype=np.clongdouble),
    "date": np.array(["2020-01-01"], dtype="M8[D]"),
    "void": np.zeros(2, dtype="V2"),
}
for name, array in others.items():
    np.save(refused / f"{name}.npy", array, allow_pickle=True)
