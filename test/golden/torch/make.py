"""Writes files as PyTorch does: archive.pth (the ZIP format), legacy.pt (the format before), protocol4.pth, big_endian.pth (archive.pth as a
big-endian machine writes it), forbidden/*.pth (what must be refused), and expected.json: shapes, dtypes and bytes of every tensor.

Run: python make.py
"""

import collections
import datetime
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import torch

print({"torch": torch.__version__, "numpy": np.__version__})
folder = Path(__file__).parent
torch.manual_seed(0)

base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8
wide = torch.arange(12, dtype=torch.float64).reshape(3, 4) / 3
bytes_ = torch.arange(20, dtype=torch.uint8)
linear = torch.nn.Linear(3, 2)
net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Linear(4, 2))
optimizer = torch.optim.SGD(linear.parameters(), lr=0.1, momentum=0.9)
linear(torch.ones(1, 3)).sum().backward()
optimizer.step()

tensors = {
    "dtypes": {
        "bool": torch.tensor([True, False, True]),
        "uint8": bytes_,
        "uint16": torch.tensor([0, 65535], dtype=torch.uint16),
        "uint32": torch.tensor([0, 2**32 - 1], dtype=torch.uint32),
        "uint64": torch.tensor([0, 2**64 - 1], dtype=torch.uint64),
        "int8": torch.tensor([-128, 127], dtype=torch.int8),
        "int16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "int32": torch.tensor([-(2**31), 2**31 - 1], dtype=torch.int32),
        "int64": torch.tensor([-(2**63), 2**63 - 1, 2**53 + 1]),
        "float16": torch.tensor([0.1, -0.0, 65504, 2**-24, float("inf")], dtype=torch.float16),
        "bfloat16": torch.tensor([0.1, -0.0, 3e38, 1e-40, -float("inf")], dtype=torch.bfloat16),
        "float32": torch.tensor([0.1, -0.0, float("nan"), float("inf")]),
        "float64": torch.tensor([0.1, -0.0, float("inf")], dtype=torch.float64),
        "complex64": torch.tensor([0.1 - 2j, complex(-0.0, float("inf"))], dtype=torch.complex64),
        "complex128": torch.tensor([1 / 3 + 1j, -0.5j], dtype=torch.complex128),
    },
    "views": {
        "base": base,
        "permuted": base.permute(2, 0, 1),
        "steps": base[:, ::2, 1::2],
        "offset": base[1, 1:],
        "column": wide[:, 2],
        "expanded": torch.tensor([1.5, 2.5]).reshape(2, 1).expand(2, 3),
        "bytes": bytes_[::3],
        "transposed_half": torch.arange(6, dtype=torch.float16).reshape(2, 3).t(),
        "transposed_complex": (torch.arange(6, dtype=torch.float64) - 2j).reshape(2, 3).t(),
        "unit_axes": base[:1, :, :1],
    },
    "empty": torch.zeros(0, 4),
    "scalar": torch.tensor(41, dtype=torch.int32),
    "parameter": torch.nn.Parameter(torch.tensor([1.0, 2.0])),
    "tied": [base, base],
    "state": net.state_dict(),
    "optimizer": optimizer.state_dict(),
}
plain = {
    "none": None,
    "true": True,
    "int": -5,
    "large": 2**40 + 1,
    "larger": 2**70,
    "float": 0.1,
    "text": "naïve \"name\"\n",
    "list": [1, [2.5, "x"], (), {}],
    "tuple": (1, 2, 3, 4),
    "size": base.size(),
    "dtype": torch.float32,
    "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "integers": {0: "zero", 10: "ten"},
    "__proto__": 1,
}
tree = {"tensors": tensors, "plain": plain}

torch.save(tree, folder / "archive.pth")
torch.save(tree, folder / "legacy.pt", _use_new_zipfile_serialization=False)
torch.save({"state": net.state_dict(), "epoch": 3}, folder / "protocol4.pth", pickle_protocol=4)


def leaves(node, path=""):
    if isinstance(node, torch.Tensor):
        yield path, node
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from leaves(child, f"{path}.{key}" if path else str(key))
    elif isinstance(node, (list, tuple)):
        for i, child in enumerate(node):
            yield from leaves(child, f"{path}.{i}" if path else str(i))


def raw(tensor):
    tensor = tensor.detach().contiguous()
    tensor = torch.view_as_real(tensor) if tensor.is_complex() else tensor
    return tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


expected = {
    name: {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "hex": raw(tensor).hex()}
    for name, tensor in leaves(tensors)
}
(folder / "expected.json").write_text(json.dumps(expected, indent=0))


def rewritten(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            for renamed, content, method in change(name, old.read(name)):
                new.writestr(zipfile.ZipInfo(renamed), content, method)


widths = {}
for _, tensor in leaves(tree):
    storage = tensor.untyped_storage()
    widths.setdefault(storage.data_ptr(), (storage.nbytes(), tensor.element_size() // (2 if tensor.is_complex() else 1)))
by_key = dict(zip([str(i) for i in range(len(widths))], widths.values()))


def big(name, content):
    root, _, rest = name.partition("/")
    if rest == "byteorder":
        content = b"big"
    elif rest.startswith("data/"):
        size, width = by_key[rest.removeprefix("data/")]
        assert size == len(content), (rest, size, len(content))
        content = np.frombuffer(content, f"<u{width}").astype(f">u{width}").tobytes()
    yield name, content, zipfile.ZIP_STORED


rewritten(folder / "archive.pth", folder / "big_endian.pth", big)

forbidden = folder / "forbidden"
forbidden.mkdir(exist_ok=True)


class Evil:
    def __reduce__(self):
        return __import__("os").system, ("echo pwned",)


objects = {
    "module": torch.nn.Linear(1, 1),
    "system": Evil(),
    "set": {1, 2},
    "bytes": b"abc",
    "complex": 1j,
    "complex_half": torch.zeros(1, dtype=torch.complex32),
    "conjugate": torch.ones(1, dtype=torch.complex64).conj(),
    "float8": torch.zeros(1, dtype=torch.float8_e4m3fn),
    "sparse": torch.eye(2).to_sparse(),
    "quantized": torch.quantize_per_tensor(torch.ones(1), 0.1, 0, torch.qint8),
    "date": datetime.date(2020, 1, 1),
    "numpy": np.ones(2),
    "defaultdict": collections.defaultdict(list),
    "storage": torch.ones(2).untyped_storage(),
    "tuple_key": {(1, 2): 3},
    "negative": torch._neg_view(torch.ones(2)),
    "device": torch.device("cpu"),
}
for name, value in objects.items():
    torch.save(value, forbidden / f"{name}.pth")
torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), forbidden / "script.pth")
