"""Writes casts.json: checksums of conversions from and to float16 (NumPy) and bfloat16 (ml_dtypes), over every number of the formats, every
midpoint of neighbours and the floats next to it. test/ops/halves.test.ts makes the same inputs.

Run: python make.py
"""

import hashlib
import json
from pathlib import Path

import ml_dtypes
import numpy as np


def checksum(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def cases(dtype):
    patterns = np.arange(65536, dtype=np.uint32).astype(np.uint16)
    with np.errstate(invalid="ignore"):
        numbers = patterns.view(dtype).astype(np.float64)
    kept = patterns[~np.isnan(numbers)]
    numbers = numbers[~np.isnan(numbers)]
    # Magnitudes ascend with their patterns.
    magnitudes = numbers[(kept < 0x8000) & np.isfinite(numbers)]
    middle = (magnitudes[:-1] + magnitudes[1:]) / 2
    beyond = magnitudes[-1] + (magnitudes[-1] - magnitudes[-2]) / 2
    ties = np.concatenate([middle, [beyond]])
    wide = np.concatenate([ties, np.nextafter(ties, np.inf), np.nextafter(ties, -np.inf)])
    wide = np.concatenate([wide, -wide])
    with np.errstate(over="ignore"):
        single = np.concatenate([t := ties.astype(np.float32), np.nextafter(t, np.float32(np.inf)), np.nextafter(t, np.float32(-np.inf))])
    single = np.concatenate([single, -single])
    # Rounding once, to the even one at a tie: as NumPy does to float16. ml_dtypes rounds a float64 twice, to float32 in between.
    below = kept[(kept < 0x8000) & np.isfinite(numbers)]
    nearest = np.concatenate([below + (below & 1), below + 1, below])
    nearest = np.concatenate([nearest, nearest | 0x8000]).astype(np.uint16)
    with np.errstate(over="ignore"):
        assert dtype != np.float16 or (wide.astype(dtype).view(np.uint16) == nearest).all()
        return {
            "toFloat32": checksum(kept.view(dtype).astype(np.float32)),
            "toFloat64": checksum(kept.view(dtype).astype(np.float64)),
            "fromFloat32": checksum(single.astype(dtype).view(np.uint16)),
            "fromFloat64": checksum(nearest),
            "count": int(wide.size),
        }


result = {
    "versions": {"numpy": np.__version__, "ml_dtypes": ml_dtypes.__version__},
    "float16": cases(np.float16),
    "bfloat16": cases(ml_dtypes.bfloat16),
}
Path(__file__).with_name("casts.json").write_text(json.dumps(result, indent=2) + "\n")
