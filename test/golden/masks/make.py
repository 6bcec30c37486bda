"""Writes masks.json: a mask and boxes, and what torchvision 0.29.2 (PyTorch 2.15.0) makes of them when it moves an image's pixels.

Run: python make.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import torch
import torchvision
from torchvision import tv_tensors
from torchvision.transforms import InterpolationMode as Mode
from torchvision.transforms.v2 import functional as F

print("torchvision", torchvision.__version__, "PyTorch", torch.__version__)
rng = np.random.default_rng(5)
height, width = 18, 25
y, x = np.mgrid[0:height, 0:width]
mask = ((x // 5 + 3 * (y // 4)) % 11).astype(np.uint8)
boxes = torch.tensor([[2.0, 3.0, 9.0, 12.0], [10.0, 0.0, 25.0, 18.0], [6.5, 7.25, 7.5, 9.0]])
displacement = (rng.normal(size=(1, height, width, 2)) * 0.05).astype(np.float32)


def encode(array):
    array = np.ascontiguousarray(array)
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


cases = []


def case(op, args, function, centred=None):
    """`centred`: of the mask, where `function` would take the nearest pixel by its corner instead of its centre."""
    plain = torch.from_numpy(mask)[None]
    as_boxes = tv_tensors.BoundingBoxes(boxes, format="XYXY", canvas_size=(height, width))
    moved = function(tv_tensors.Mask(plain)) if centred is None else centred(plain)
    cases.append(
        {
            "op": op,
            "args": args,
            "mask": encode(torch.as_tensor(moved).permute(1, 2, 0).numpy()),
            "boxes": torch.as_tensor(function(as_boxes)).tolist(),
        }
    )


for size in [[9, 50], [31, 12], 10]:
    case("resize", [size, {}], lambda v: F.resize(v, size), lambda v: F.resize(v, size, Mode.NEAREST_EXACT))
region = [3, 4, 11, 17]
case(
    "resizedCrop",
    [*region, [20, 14]],
    lambda v: F.resized_crop(v, *region, [20, 14]),
    lambda v: F.resize(F.crop(v, *region), [20, 14], Mode.NEAREST_EXACT),
)
case("crop", [2, 4, 10, 12], lambda v: F.crop(v, 2, 4, 10, 12))
case("crop", [-2, -3, 12, 20], lambda v: F.crop(v, -2, -3, 12, 20))
case("centerCrop", [[11, 9]], lambda v: F.center_crop(v, [11, 9]))
case("centerCrop", [[30, 8]], lambda v: F.center_crop(v, [30, 8]))
for mode in ["constant", "edge", "reflect", "symmetric"]:
    case("pad", [[3, 1, 4, 2], {"mode": mode}], lambda v: F.pad(v, [3, 1, 4, 2], padding_mode=mode if isinstance(v, tv_tensors.Mask) else "constant"))
case("horizontalFlip", None, F.horizontal_flip)
case("verticalFlip", None, F.vertical_flip)
for angle in [33.0, -110.0]:
    case("rotate", [angle, {"interpolation": "bilinear"}], lambda v: F.rotate(v, angle))
    case("rotate", [angle, {"size": "expand"}], lambda v: F.rotate(v, angle, expand=True))
case("rotate", [20.0, {"center": [3, 4]}], lambda v: F.rotate(v, 20.0, center=[3, 4]))
case(
    "affine",
    [{"angle": 17, "translate": [3, -2], "scale": 1.3, "shear": [11, -6]}, {"interpolation": "bilinear"}],
    lambda v: F.affine(v, 17.0, [3, -2], 1.3, [11.0, -6.0]),
)
start, end = [[0, 0], [24, 0], [24, 17], [0, 17]], [[3, 2], [20, 1], [22, 15], [1, 16]]
case("perspective", [start, end], lambda v: F.perspective(v, start, end))
case("elastic", ["displacement"], lambda v: F.elastic(v, torch.from_numpy(displacement)))
result = {"mask": encode(mask[..., None]), "boxes": boxes.tolist(), "displacement": encode(displacement[0]), "cases": cases}
Path(__file__).with_name("masks.json").write_text(json.dumps(result) + "\n")
