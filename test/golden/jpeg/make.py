"""Writes jpeg.json: small JPEGs of every kind that the addon decodes, by Pillow 13.0.0 (libjpeg-turbo 3.2.0), and the pixels that it reads back.

Run: python make.py
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, features

print("Pillow", PIL.__version__, "libjpeg-turbo", features.version("libjpeg_turbo"))
rng = np.random.default_rng(0)


def picture(height, width):
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([127 + 90 * np.sin(x / 5 + y / 7 + c) for c in range(3)], -1)
    return Image.fromarray(np.clip(waves + rng.normal(size=waves.shape) * 15, 0, 255).astype(np.uint8))


def base64_of(data):
    return base64.b64encode(data).decode()


cases = []
for name, (height, width), mode, options in [
    ("4:2:0", (33, 47), "RGB", {"quality": 80, "subsampling": 2}),
    ("4:2:2", (20, 17), "RGB", {"quality": 50, "subsampling": 1}),
    ("4:4:4", (16, 16), "RGB", {"quality": 95, "subsampling": 0}),
    ("grey", (9, 30), "L", {"quality": 70}),
    ("restarts", (40, 40), "RGB", {"quality": 75, "subsampling": 2, "restart_marker_blocks": 2}),
    ("codes of its own", (40, 24), "RGB", {"quality": 30, "subsampling": 2, "optimize": True}),
    ("one pixel", (1, 1), "RGB", {"quality": 75, "subsampling": 2}),
    ("too short to be smoothed", (5, 3), "RGB", {"quality": 75, "subsampling": 1}),
    ("coarse", (24, 40), "RGB", {"quality": 1, "subsampling": 2}),
]:
    file = io.BytesIO()
    picture(height, width).convert(mode).save(file, "JPEG", **options)
    pixels = np.asarray(Image.open(io.BytesIO(file.getvalue())))
    cases.append(
        {
            "name": name,
            "file": base64_of(file.getvalue()),
            "width": width,
            "height": height,
            "channels": 1 if mode == "L" else 3,
            "pixels": base64_of(pixels.tobytes()),
        }
    )
Path(__file__).with_name("jpeg.json").write_text(json.dumps(cases) + "\n")
