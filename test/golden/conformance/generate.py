# The names that PyTorch tests its operations under and the public functions of NumPy, and samples of PyTorch's operations with values and
# gradients. Run: python generate.py (needs torch, numpy and expecttest); it writes names.json and samples.json beside itself.
#
# Samples are those of torch.testing's OpInfo in float64, the small ones, at most `most` of each operation, chosen evenly. What they give is
# computed here; gradients are those of Σ wᵢ·yᵢ over all floating outputs, with weights that repeat: wᵢ = (i mod 5 - 1.5) / 2, where a complex number counts as two.
import inspect
import json
import math
import pathlib
import types
import warnings

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.testing._internal.opinfo.core import UnaryUfuncInfo

warnings.filterwarnings("ignore")
torch.manual_seed(0)
np.random.seed(0)
here = pathlib.Path(__file__).parent
most = 5
most_elements = 130
# Where all samples of an operation are larger, the first one that is not this large.
largest = 1000
dtypes = {torch.complex128: "complex128", torch.float64: "float64", torch.float32: "float32", torch.int64: "int64", torch.int32: "int32", torch.bool: "bool", torch.uint8: "uint8"}


class Unfit(Exception):
    """A sample that cannot be written down."""


def number(x):
    """Twelve digits: more than any two libraries agree on after a few operations."""
    if isinstance(x, bool) or isinstance(x, int):
        return x
    return float(f"{x:.12g}") if math.isfinite(x) else str(x)


def real(x):
    return torch.view_as_real(x.resolve_conj()) if x.is_complex() else x


def rounded(x, digits):
    """Inputs are rounded in place before anything is computed, so that they are written exactly."""
    for t in tensors(x):
        if t.is_floating_point():
            try:
                with torch.no_grad():
                    t.copy_(torch.round(t, decimals=digits))
            except RuntimeError:
                raise Unfit("overlapping memory")


def written(x, sizes):
    if isinstance(x, torch.Tensor):
        if x.dtype not in dtypes or x.layout != torch.strided:
            raise Unfit(str(x.dtype))
        sizes.append(x.numel())
        return {"tensor": [number(v) for v in real(x.detach()).flatten().tolist()], "shape": list(x.shape), "dtype": dtypes[x.dtype]}
    if isinstance(x, (list, tuple)):
        return [written(v, sizes) for v in x]
    if x is None or isinstance(x, (bool, int, float, str)):
        return number(x) if isinstance(x, (int, float)) else x
    if isinstance(x, torch.dtype):
        return {"dtype": dtypes.get(x, str(x))}
    if isinstance(x, slice):
        return {"slice": [written(v, sizes) for v in (x.start, x.stop, x.step)]}
    if x is Ellipsis:
        return {"ellipsis": True}
    raise Unfit(type(x).__name__)


def tensors(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, (list, tuple)):
        return [t for v in x for t in tensors(v)]
    return []


def weights(y):
    i = torch.arange(y.numel(), dtype=torch.float64)
    return ((i % 5 - 1.5) / 2).reshape(y.shape)


def one(op, sample, limit):
    sizes = []
    if isinstance(op, UnaryUfuncInfo) and sample.input.numel() > most_elements:
        # Elementwise: some elements are as good as all.
        sample.input = sample.input.detach()[:3, :7].clone().requires_grad_(sample.input.requires_grad)
    # Decompositions are drawn with properties that hold to the last bit.
    rounded([sample.input, sample.args, list(sample.kwargs.values())], 12 if "linalg" in op.name or "inverse" in op.name else 5)
    args = (sample.input, *sample.args)
    case = {"arguments": written(args, sizes)}
    keywords = written(list(sample.kwargs.values()), sizes)
    if sample.kwargs:
        case["keywords"] = dict(zip(sample.kwargs, keywords))
    outputs = op(sample.input, *sample.args, **sample.kwargs)
    case["outputs"] = written(outputs, sizes)
    if sum(sizes) > 3 * limit or max(sizes, default=0) > limit:
        raise Unfit("size")
    inputs = [t for t in tensors([args, list(sample.kwargs.values())]) if t.requires_grad]
    results = [y for y in tensors(outputs) if y.requires_grad and (y.is_floating_point() or y.is_complex())]
    if inputs and results:
        loss = sum((real(y) * weights(real(y))).sum() for y in results)
        gradients = torch.autograd.grad(loss, inputs, allow_unused=True)
        leaves = tensors([args, list(sample.kwargs.values())])
        at = {id(t): g for t, g in zip(inputs, gradients)}
        case["gradients"] = [None if at.get(id(t)) is None else [number(v) for v in real(at[id(t)]).flatten().tolist()] for t in leaves]
    return case


def fitting(op, dtype, requires_grad, limit):
    found = []
    try:
        for sample in op.sample_inputs("cpu", dtype, requires_grad=requires_grad):
            try:
                found.append(one(op, sample, limit))
            except Exception:
                continue
            if len(found) >= 40:
                break
    except Exception:
        pass
    return found


def samples(op):
    dtype = torch.float64 if torch.float64 in op.dtypes else torch.int64
    attempts = [(op.supports_autograd and dtype == torch.float64, most_elements), (False, most_elements), (op.supports_autograd and dtype == torch.float64, largest)]
    for requires_grad, limit in attempts:
        found = fitting(op, dtype, requires_grad, limit)
        if found:
            step = max(1, len(found) / most)
            return [found[int(i * step)] for i in range(min(most if limit == most_elements else 1, len(found)))]
    return []


def public(module, prefix):
    for name in sorted(getattr(module, "__all__", dir(module))):
        value = getattr(module, name, None)
        if not name.startswith("_") and callable(value) and not inspect.isclass(value) and not isinstance(value, types.ModuleType):
            yield prefix + name


full = lambda op: op.name + ("." + op.variant_test_name if op.variant_test_name else "")
versions = {"torch": torch.__version__, "numpy": np.__version__}
names = {
    "versions": versions,
    "opinfo": [full(op) for op in op_db],
    "numpy": [*public(np, ""), *public(np.linalg, "linalg."), *public(np.fft, "fft.")],
}
(here / "names.json").write_text(json.dumps(names, indent=0) + "\n")

lines = []
for op in op_db:
    found = samples(op)
    for case in found:
        lines.append(json.dumps({"name": full(op), **case}, separators=(",", ":")))
(here / "samples.json").write_text('{"versions":' + json.dumps(versions) + ',"samples":[\n' + ",\n".join(lines) + "\n]}\n")
print(len(names["opinfo"]), "operations,", len(lines), "samples")
