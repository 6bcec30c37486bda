# Golden values of images of other sizes and of windows, from PyTorch, with gradients. Run: python images.py > images.json
import jax
import numpy as np
import torch
import torch.nn.functional as F
from cases import inputs, record, wave, write

torch.set_default_dtype(torch.float64)
inputs.clear()
inputs.update({
    "x": wave(2, 3, 7, seed=2),
    "y": wave(1, 2, 5, 6, seed=3),
    "c": wave(1, 2, 3, 4, 3, seed=4),
    "n": np.arange(12, dtype=np.uint8).reshape(1, 1, 3, 4),
})  # fmt: skip


def case(source, f, name, grad=True):
    x = torch.tensor(inputs[name], requires_grad=grad)
    y = f(x)
    record(source, y.detach().numpy())
    if grad:
        (y * torch.cos(torch.arange(y.numel(), dtype=y.dtype)).reshape(y.shape)).sum().backward()
        record(f"grad({name} => weigh({source}))({name})", x.grad.numpy())


def interpolation(name, mode, grad=True, **options):
    names = {"size": "size", "scale_factor": "scaleFactor", "align_corners": "alignCorners", "antialias": "antialias", "recompute_scale_factor": "recomputeScaleFactor"}
    written = ", ".join(f"{names[key]}: {str(value).replace('(', '[').replace(')', ']').replace('True', 'true')}" for key, value in options.items())
    case(f"interpolate({name}, {{ mode: '{mode}', {written} }})", lambda v: F.interpolate(v, mode=mode, **options), name, grad)


for mode in ["nearest", "nearest-exact", "area"]:
    interpolation("x", mode, size=5)
    interpolation("x", mode, size=16)
    interpolation("y", mode, size=(8, 3))
    interpolation("y", mode, scale_factor=2.0)
    interpolation("y", mode, scale_factor=(1.7, 0.6))
    interpolation("y", mode, scale_factor=1.7, recompute_scale_factor=True)
    interpolation("c", mode, size=(2, 5, 3))
for name, mode in [("x", "linear"), ("y", "bilinear"), ("y", "bicubic"), ("c", "trilinear")]:
    spatial = inputs[name].ndim - 2
    for size in [(4, 9, 2), (1, 1, 1)] if name == "c" else [(4, 9), (11, 3), (1, 1), (6, 6)]:
        interpolation(name, mode, size=size[:spatial], grad=name != "c" or size[0] == 4)
        interpolation(name, mode, size=size[:spatial], align_corners=True, grad=name != "c")
    if name != "c":
        interpolation(name, mode, scale_factor=2.0)
    interpolation(name, mode, scale_factor=1.7)
    interpolation(name, mode, scale_factor=0.61, grad=False)
    interpolation(name, mode, scale_factor=0.61, recompute_scale_factor=True, grad=False)
    interpolation(name, mode, scale_factor=1.3, align_corners=True, grad=False)
for mode in ["bilinear", "bicubic"]:
    for options in [{"size": (2, 3)}, {"size": (9, 2)}, {"size": (1, 13)}, {"scale_factor": 0.45}, {"scale_factor": 1.6}, {"size": (3, 4), "align_corners": True}]:
        interpolation("y", mode, antialias=True, **options)
case("interpolate(n, { size: [2, 7] })", lambda v: F.interpolate(v, size=(2, 7)), "n", grad=False)

# places of affine maps, and images there
inputs.update({"theta": wave(2, 2, 3, seed=9), "alpha": wave(1, 3, 4, seed=10), "place": wave(2, 4, 3, 2, seed=11) * 1.5, "pair": wave(2, 3, 5, 6, seed=12)})
for corners in [False, True]:
    options = f"{{ alignCorners: {str(corners).lower()} }}"
    case(f"affineGrid(theta, [3, 4], {options})", lambda v: F.affine_grid(v, (2, 1, 3, 4), align_corners=corners), "theta")
    case(f"affineGrid(alpha, [2, 1, 3], {options})", lambda v: F.affine_grid(v, (1, 1, 2, 1, 3), align_corners=corners), "alpha")
    for mode in ["bilinear", "nearest", "bicubic"]:
        for padding in ["zeros", "border", "reflection"]:
            sampled = lambda x, g: F.grid_sample(x, g, mode, padding, corners)
            options = f"{{ mode: '{mode}', paddingMode: '{padding}', alignCorners: {str(corners).lower()} }}"
            case(f"gridSample(pair, place, {options})", lambda v: sampled(v, torch.tensor(inputs["place"])), "pair")
            if mode != "nearest":
                case(f"gridSample(pair, affineGrid(theta, [2, 3]), {options})", lambda v: sampled(torch.tensor(inputs["pair"]), F.affine_grid(v, (2, 3, 2, 3), False)), "theta")

# windows
inputs.update({"f": wave(1, 3, 6, seed=5), "w": wave(2, 2, 3, 2, seed=6), "o": wave(1, 12, 12, seed=8)})
case("unfold(y, 2)", lambda v: F.unfold(v, 2), "y")
case("unfold(y, [3, 2], { stride: [2, 1], padding: [1, 0], dilation: [1, 2] })", lambda v: F.unfold(v, (3, 2), (1, 2), (1, 0), (2, 1)), "y")
case("unfold(y, [5, 6])", lambda v: F.unfold(v, (5, 6)), "y")
case("unfold(f, 3, { stride: 2 })", lambda v: v.unfold(2, 3, 2).transpose(2, 3).reshape(1, 9, 2), "f")
case("fold(o, [4, 5], 2)", lambda v: F.fold(v, (4, 5), 2), "o")
case("fold(o, [5, 6], [2, 3], { stride: [1, 2], padding: [0, 1] })", lambda v: F.fold(v, (5, 6), (2, 3), stride=(1, 2), padding=(0, 1)), "o")
case("slidingWindowView(y, 3)", lambda v: v.unfold(3, 3, 1), "y")
case("slidingWindowView(y, 2, 2, 3)", lambda v: v.unfold(2, 2, 3), "y")
case("conv2d(y, w, { padding: 'same' })", lambda v: F.conv2d(v, torch.tensor(inputs["w"]), padding="same"), "y")
case("conv2d(y, w, { padding: 'same', dilation: [1, 3] })", lambda v: F.conv2d(v, torch.tensor(inputs["w"]), padding="same", dilation=(1, 3)), "y")
for stride in [(2, 1), (3, 2)]:
    same = jax.lax.conv_general_dilated(inputs["y"], inputs["w"], stride, "SAME")
    record(f"conv2d(y, w, {{ padding: 'same', stride: {list(stride)} }})", same)
case("conv2d(y, w, { padding: 'valid', stride: 2 })", lambda v: F.conv2d(v, torch.tensor(inputs["w"]), padding="valid", stride=2), "y")
for kernel, stride, padding in [(2, 2, 0), (3, 2, 1), (2, 3, 1), (3, 1, 0), (2, 4, 0), ((3, 2), (3, 4), (1, 1))]:
    ours = lambda v: str(v).replace("(", "[").replace(")", "]")
    options = f"stride: {ours(stride)}, padding: {ours(padding)}, ceilMode: true"
    case(f"maxPool2d(y, {ours(kernel)}, {{ {options} }})", lambda v: F.max_pool2d(v, kernel, stride, padding, ceil_mode=True), "y")
    for count in [True, False]:
        case(f"avgPool2d(y, {ours(kernel)}, {{ {options}, countIncludePad: {str(count).lower()} }})", lambda v: F.avg_pool2d(v, kernel, stride, padding, True, count), "y")
write(torch=torch.__version__)
