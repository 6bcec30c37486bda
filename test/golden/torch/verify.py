"""Checks that PyTorch reads ours.pth, which saveTorch has written from the tree of test/io/save-torch.test.ts, with weights_only=True and by mapping.

Run: python verify.py
"""

import math
from pathlib import Path

import torch

print({"torch": torch.__version__})
for options in [{}, {"mmap": True}]:
    tree = torch.load(Path(__file__).with_name("ours.pth"), weights_only=True, **options)
    weight = tree["conv1.weight"]
    assert weight.equal(torch.arange(6.0).reshape(2, 3) / 4) and weight.is_contiguous()
    assert weight.untyped_storage().data_ptr() == tree["conv1.tied"].untyped_storage().data_ptr()
    assert len(tree["dtypes"]) == 15
    for name, tensor in tree["dtypes"].items():
        assert tensor.dtype == getattr(torch, name) and tensor.tolist() == [1, 0, 1], name
    assert tree["empty"].shape == (0, 4) and tree["empty"].dtype == torch.float32
    assert tree["scalar"].shape == () and tree["scalar"].item() == 41
    assert tree["integers"] == [0, 255, -1, 2**31 - 1, -(2**31), 2**31, 2**53 - 1, -(2**40)]
    assert all(type(value) is int for value in tree["integers"])
    assert tree["bigints"] == [2**64, -(2**64), 127, 128, -128, -129, 2**2039 - 1]
    assert tree["floats"] == [0.1, 0.0, math.inf, 1e300] and math.copysign(1, tree["floats"][1]) == -1
    assert tree["others"] == {"text": 'naïve "name"\n', "yes": True, "no": False, "nothing": None, "list": [], "record": {}}
print("ours.pth is what it should be")
