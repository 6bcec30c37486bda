"""Writes python.safetensors with Python's safetensors 0.8.0 and NumPy 2.4.6: every dtype that tenet has (bfloat16 from
ml_dtypes), an empty tensor and a scalar.

Run: python make.py
"""

from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

tensors = {
    "conv1.weight": np.arange(12, dtype=np.float32).reshape(2, 1, 2, 3) / 8,
    "conv1.bias": np.array([-0.0, np.inf], dtype=np.float32),
    "wide": np.array([1 / 3, np.nan], dtype=np.float64),
    "labels": np.array([-7, 2**31 - 1], dtype=np.int32),
    "key": np.array([0, 2**32 - 1], dtype=np.uint32),
    "pixels": np.array([[0, 255, 7]], dtype=np.uint8),
    "small": np.array([-128, 127], dtype=np.int8),
    "short": np.array([-32768, 32767], dtype=np.int16),
    "character": np.array([65535], dtype=np.uint16),
    "long": np.array([-(2**63), 2**63 - 1, 2**53 + 1], dtype=np.int64),
    "hash": np.array([2**64 - 1], dtype=np.uint64),
    "half": np.array([0.1, -0.0, 65504, 2**-24, np.inf], dtype=np.float16),
    "brain": np.array([0.1, -0.0, 3e38, 1e-40, -np.inf], dtype=ml_dtypes.bfloat16),
    "mask": np.array([True, False, True]),
    "empty": np.zeros((0, 4), dtype=np.float32),
    "step": np.array(41, dtype=np.int32),
    "naïve \"name\"\n": np.array([1], dtype=np.uint8),
}
save_file(tensors, Path(__file__).with_name("python.safetensors"), metadata={"epoch": "3"})
