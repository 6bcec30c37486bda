"""Writes python.safetensors with Python's safetensors 0.8.0 and NumPy 2.4.6: every dtype that tenet has, an empty tensor and a scalar.

Run: python make.py
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "conv1.weight": np.arange(12, dtype=np.float32).reshape(2, 1, 2, 3) / 8,
    "conv1.bias": np.array([-0.0, np.inf], dtype=np.float32),
    "wide": np.array([1 / 3, np.nan], dtype=np.float64),
    "labels": np.array([-7, 2**31 - 1], dtype=np.int32),
    "key": np.array([0, 2**32 - 1], dtype=np.uint32),
    "pixels": np.array([[0, 255, 7]], dtype=np.uint8),
    "mask": np.array([True, False, True]),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "step": np.array(41, dtype=np.int32),
    "naïve \"name\"\n": np.array([1], dtype=np.uint8),
}
save_file(tensors, Path(__file__).with_name("python.safetensors"), metadata={"epoch": "3"})
