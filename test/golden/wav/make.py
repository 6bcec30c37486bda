"""Writes sounds.json: WAVE files by SciPy 1.17 and by hand (24 bits), and the numbers in them.

Run: python make.py
"""

import base64
import io
import json
import struct
import wave
from pathlib import Path

import numpy as np
import scipy
from scipy.io import wavfile

print("SciPy", scipy.__version__, "NumPy", np.__version__)
rng = np.random.default_rng(0)
cases = []
for dtype, scale in [("uint8", 2**7), ("int16", 2**15), ("int32", 2**31), ("float32", 1), ("float64", 1)]:
    if dtype.startswith("float"):
        data = rng.uniform(-1, 1, size=(9, 2)).astype(dtype)
        values = data
    else:
        info = np.iinfo(dtype)
        data = rng.integers(info.min, info.max, size=(9, 2), endpoint=True).astype(dtype)
        values = (data.astype(np.float64) - (128 if dtype == "uint8" else 0)) / scale
    buffer = io.BytesIO()
    wavfile.write(buffer, 8000, data)
    cases.append({"name": dtype, "bytes": base64.b64encode(buffer.getvalue()).decode(), "rate": 8000, "samples": values.T.astype(np.float32).tolist()})

ints = rng.integers(-(2**23), 2**23 - 1, size=7, endpoint=True)
buffer = io.BytesIO()
with wave.open(buffer, "wb") as f:
    f.setnchannels(1)
    f.setsampwidth(3)
    f.setframerate(44100)
    f.writeframes(b"".join(struct.pack("<i", i)[:3] for i in ints))
cases.append({"name": "int24", "bytes": base64.b64encode(buffer.getvalue()).decode(), "rate": 44100, "samples": (ints / 2**23).astype(np.float32)[None].tolist()})
Path(__file__).with_name("sounds.json").write_text(json.dumps(cases) + "\n")
