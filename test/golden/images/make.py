"""Writes images.json: images, and what torchvision 0.29.2 (PyTorch 2.15.0) and Pillow make of them with fixed parameters.

Run: python make.py
"""

import base64
import json
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms import InterpolationMode as Mode
from torchvision.transforms import functional as F
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as F2

print("torchvision", torchvision.__version__, "PyTorch", torch.__version__, "Pillow", PIL.__version__)
rng = np.random.default_rng(3)
y, x = np.mgrid[0:18, 0:25]
waves = np.stack([127 + 120 * np.sin(x / 3 + y / 5 + c) for c in range(3)], axis=-1)
rgb = np.clip(waves + rng.normal(size=waves.shape) * 20, 0, 255).astype(np.uint8)
rgb[0, :4] = [[7, 7, 7], [0, 0, 0], [255, 255, 255], [200, 10, 10]]
dull = (rgb[::-1].astype(int) // 3 + 40).astype(np.uint8)
mask = ((x // 5 + y // 4) % 4).astype(np.uint8)[..., None]


def encode(array):
    array = np.ascontiguousarray(array)
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


tensor = torch.from_numpy(rgb).permute(2, 0, 1).contiguous()
darker = torch.from_numpy(dull).permute(2, 0, 1).contiguous()


def hwc(t):
    return encode(t.permute(1, 2, 0).numpy())


cases = []


def case(op, args, result):
    cases.append({"op": op, "args": args, **hwc(result)})


def pil(op, args, picture):
    cases.append({"op": op, "args": args, **encode(np.asarray(picture))})


picture = Image.fromarray(rgb)
for size in [10, 40, [7, 31], [18, 9], [30, 25]]:
    for name, mode in [("bilinear", Mode.BILINEAR), ("bicubic", Mode.BICUBIC), ("lanczos", Mode.LANCZOS), ("nearest", Mode.NEAREST)]:
        if name in ("lanczos", "nearest") and size not in (10, [30, 25]):
            continue
        # Pillow 13 takes first the direction that costs less, Pillow before it rows: the same unless one side grows and the other shrinks.
        across = F.resize(picture, [18, 31], mode) if size == [7, 31] else picture
        pil("resize", [size, {"interpolation": name}], F.resize(across, size, mode))
case("resize", [10, {}], F.resize(tensor, 10, antialias=True))
case("centerCrop", [11], F.center_crop(tensor, [11, 11]))
case("centerCrop", [[30, 8]], F.center_crop(tensor, [30, 8]))
case("centerCrop", [[21, 30]], F.center_crop(tensor, [21, 30]))
case("crop", [-2, 3, 9, 30], F.crop(tensor, -2, 3, 9, 30))
for mode in ["constant", "edge", "reflect", "symmetric"]:
    case("pad", [[3, 1, 4, 2], {"mode": mode, "fill": 9} if mode == "constant" else {"mode": mode}], F.pad(tensor, [3, 1, 4, 2], 9 if mode == "constant" else 0, mode))
case("horizontalFlip", None, F.hflip(tensor))
case("verticalFlip", None, F.vflip(tensor))
for angle in [33.0, -110.0]:
    for name, mode in [("nearest", Mode.NEAREST), ("bilinear", Mode.BILINEAR)]:
        case("rotate", [angle, {"interpolation": name}], F.rotate(tensor, angle, mode))
        case("rotate", [angle, {"interpolation": name, "size": "expand"}], F.rotate(tensor, angle, mode, expand=True))
case("rotate", [20.0, {"center": [3, 4], "interpolation": "bilinear"}], F.rotate(tensor, 20.0, Mode.BILINEAR, center=[3, 4]))
for name, mode in [("nearest", Mode.NEAREST), ("bilinear", Mode.BILINEAR)]:
    case("affine", [{"angle": 17, "translate": [3, -2], "scale": 1.3, "shear": [11, -6]}, {"interpolation": name}], F.affine(tensor, 17.0, [3, -2], 1.3, [11.0, -6.0], mode))
case("affine", [{"shear": [20, 0], "center": [0, 0]}, {"interpolation": "bilinear"}], F.affine(tensor, 0.0, [0, 0], 1.0, [20.0, 0.0], Mode.BILINEAR, center=[0, 0]))
start, end = [[0, 0], [24, 0], [24, 17], [0, 17]], [[3, 2], [20, 1], [22, 15], [1, 16]]
case("perspective", [start, end, {}], F.perspective(tensor, start, end))
displacement = (rng.normal(size=(1, 18, 25, 2)) * 0.05).astype(np.float32)
case("elastic", ["displacement", {}], F.elastic_transform(tensor, torch.from_numpy(displacement)))
case("elastic", ["displacement", {"interpolation": "nearest"}], F.elastic_transform(tensor, torch.from_numpy(displacement), Mode.NEAREST))
for factor in [0.0, 0.4, 1.0, 1.7]:
    case("brightness", [factor], F.adjust_brightness(tensor, factor))
    case("contrast", [factor], F.adjust_contrast(tensor, factor))
    case("saturation", [factor], F.adjust_saturation(tensor, factor))
    case("sharpness", [factor], F.adjust_sharpness(tensor, factor))
for shift in [-0.5, -0.1, 0.0, 0.23]:
    case("hue", [shift], F.adjust_hue(tensor, shift))
case("grayscale", None, F.rgb_to_grayscale(tensor, 3))
case("invert", None, F.invert(tensor))
for bits in [0, 2, 5, 8]:
    case("posterize", [bits], F.posterize(tensor, bits))
case("solarize", [128], F.solarize(tensor, 128))
case("equalize", None, F.equalize(tensor))
case("autocontrast", None, F.autocontrast(tensor))
for kernel, sigma in [(5, 1.1), ([3, 7], 0.7), (9, None)]:
    case("gaussianBlur", [kernel] if sigma is None else [kernel, sigma], F.gaussian_blur(tensor, kernel, sigma))
on_dull = [
    {"op": "equalize", "args": None, **hwc(F.equalize(darker))},
    {"op": "autocontrast", "args": None, **hwc(F.autocontrast(darker))},
]
mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
floats = F.normalize(F.to_tensor(picture), mean, std)
boxes = torch.tensor([[2.0, 3.0, 9.0, 12.0], [10.0, 0.0, 25.0, 18.0]])
as_boxes = torchvision.tv_tensors.BoundingBoxes(boxes, format="XYXY", canvas_size=(18, 25))


def boxed(op, args, result):
    return {"op": op, "args": args, "boxes": torch.as_tensor(result).tolist()}


annotated = [
    boxed("resize", [[9, 50], {}], F2.resize(as_boxes, [9, 50])),
    boxed("horizontalFlip", None, F2.horizontal_flip(as_boxes)),
    boxed("verticalFlip", None, F2.vertical_flip(as_boxes)),
    boxed("crop", [2, 4, 10, 12], F2.crop(as_boxes, 2, 4, 10, 12)),
    boxed("pad", [[3, 1, 4, 2]], F2.pad(as_boxes, [3, 1, 4, 2])),
    boxed("rotate", [33.0, {}], F2.rotate(as_boxes, 33.0)),
    boxed("affine", [{"angle": 17, "translate": [3, -2], "scale": 1.3, "shear": [11, -6]}], F2.affine(as_boxes, 17.0, [3, -2], 1.3, [11.0, -6.0])),
    boxed("perspective", [start, end], F2.perspective(as_boxes, start, end)),
]
masked = {"mask": encode(mask), "rotate": encode(F2.rotate(torchvision.tv_tensors.Mask(torch.from_numpy(mask).permute(2, 0, 1)), 33.0).permute(1, 2, 0).numpy())}
result = {
    "rgb": encode(rgb),
    "dull": encode(dull),
    "displacement": encode(displacement[0]),
    "cases": cases,
    "onDull": on_dull,
    "floats": encode(floats.numpy()),
    "boxes": boxes.tolist(),
    "annotated": annotated,
    "masked": masked,
}
Path(__file__).with_name("images.json").write_text(json.dumps(result) + "\n")
