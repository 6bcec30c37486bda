"""Writes models.json: logits and gradients of small networks in PyTorch, in float64, for parameters and inputs that are hashes of their index; names and
shapes of torchvision's vit_b_16, and its logits in float32 for parameters by a rule stated below. Prints the versions used.

Run: python make.py
"""

import json
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def hashed(shape, salt):
    """((40503 i + 12345 salt) mod 65536 - 32768) / 65536"""
    i = torch.arange(torch.Size(shape).numel())
    return ((((40503 * i + 12345 * salt) % 65536) - 32768) / 65536).double().reshape(shape)


def listed(x):
    return [float(f"{v:.11g}") for v in x.detach().flatten().tolist()]


def fill(named, order):
    """Parameter k of the order given gets hashes with salt k."""
    with torch.no_grad():
        for salt, name in enumerate(order):
            named[name].copy_(hashed(named[name].shape, salt))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, features, layers, heads):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, features)
        self.position_embedding = nn.Embedding(context, features)
        block = nn.TransformerEncoderLayer(
            features, heads, 4 * features, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        stack = nn.TransformerEncoder(block, layers, nn.LayerNorm(features), enable_nested_tensor=False)
        self.layers, self.norm, self.stack = stack.layers, stack.norm, [stack]

    def forward(self, tokens):
        time = tokens.shape[1]
        x = self.token_embedding(tokens) + self.position_embedding(torch.arange(time))
        y = self.stack[0](x, mask=torch.ones(time, time, dtype=torch.bool).triu(1))
        return y @ self.token_embedding.weight.T


class Sequence(nn.Module):
    def __init__(self, kind, vocabulary, features, hidden, classes, layers, both, each_step):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, features)
        self.rnn = kind(features, hidden, layers, bidirectional=both, batch_first=True)
        self.head = nn.Linear((2 if both else 1) * hidden, classes)
        self.each_step = each_step

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.embedding(tokens), lengths, batch_first=True, enforce_sorted=False)
        outputs, state = self.rnn(packed)
        if self.each_step:
            return self.head(pad_packed_sequence(outputs, batch_first=True, total_length=tokens.shape[1])[0])
        hidden = state[0] if isinstance(state, tuple) else state
        return self.head(torch.cat(list(hidden[-(2 if self.rnn.bidirectional else 1) :]), -1))


def run(model, *inputs):
    model.double()
    named = dict(model.named_parameters())
    fill(named, named)
    y = model(*inputs)
    (y * hashed(y.shape, 90)).sum().backward()
    return {"names": list(named), "logits": listed(y), "gradients": {n: listed(p.grad) for n, p in named.items()}}


tokens = torch.tensor([[1, 5, 2, 2, 6], [0, 3, 4, 1, 1]])
lengths = torch.tensor([5, 3])
image = hashed([2, 3, 8, 8], 91)
small_vit = torchvision.models.VisionTransformer(
    image_size=8, patch_size=4, num_layers=2, num_heads=2, hidden_dim=4, mlp_dim=6, num_classes=3
)

# The large one, in float32: a parameter of rank 2 or more gets hashes (salt: its place among the names in order) times 2 / sqrt(size / out), weights of
# norms 1 + hashes, the others hashes / 10; the image is of hashes with salt 91, times 4.
large = torchvision.models.vit_b_16()
shapes = {name: list(p.shape) for name, p in large.state_dict().items()}
with torch.no_grad():
    for salt, (name, p) in enumerate(sorted(large.named_parameters())):
        h = hashed(p.shape, salt)
        scaled = 2 * h / (p.numel() / p.shape[0]) ** 0.5 if p.dim() == 2 or name == "conv_proj.weight" else h / 10
        p.copy_(1 + h if "ln" in name and name.endswith("weight") else scaled)
    large.eval()
    large_logits = large(4 * hashed([1, 3, 224, 224], 91).float())

result = {
    "tokens": tokens.tolist(),
    "lengths": lengths.tolist(),
    "models": {
        "gpt": run(Gpt(7, 6, 4, 2, 2), tokens),
        "textClassifier": run(Sequence(nn.LSTM, 7, 3, 2, 2, 1, True, False), tokens, lengths),
        "textClassifier, gru, two layers, one way": run(Sequence(nn.GRU, 7, 3, 2, 3, 2, False, False), tokens, lengths),
        "tagger": run(Sequence(nn.RNN, 7, 3, 2, 3, 2, True, True), tokens, lengths),
        "vit": run(small_vit, image),
    },
    "vitB16": {"shapes": shapes, "logits": [float(f"{v:.7g}") for v in large_logits.flatten().tolist()]},
}
Path(__file__).with_name("models.json").write_text(json.dumps(result) + "\n")
print("torch", torch.__version__, "torchvision", torchvision.__version__)
print("vit_b_16 logits", large_logits.std(), large_logits[0, :4])
