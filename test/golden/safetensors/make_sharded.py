"""Writes sharded/: three shards and their index, as Hugging Face's huggingface_hub 2.4.0 divides and writes them (PyTorch 2.15.0).

Run: python make_sharded.py
"""

from importlib.metadata import version
from pathlib import Path

import torch
from huggingface_hub import save_torch_state_dict

print({name: version(name) for name in ["huggingface_hub", "torch", "safetensors"]})
state = {
    "embedding.weight": torch.arange(40, dtype=torch.float32).reshape(10, 4) / 4,
    "layers.0.weight": torch.arange(16, dtype=torch.float32).reshape(4, 4) - 8,
    "layers.0.bias": torch.tensor([0.5, -0.5, 1.5, -1.5], dtype=torch.bfloat16),
    "layers.1.weight": torch.arange(16, dtype=torch.float64).reshape(4, 4) / 3,
    "position": torch.arange(5),
}
save_torch_state_dict(state, Path(__file__).with_name("sharded"), max_shard_size=200)
