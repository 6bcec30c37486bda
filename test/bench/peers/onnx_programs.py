"""The programs of PyTorch through ONNX Runtime: exported when they are called for the first time, then run by a session. It has no training."""

import io
from functools import partial
from types import SimpleNamespace

import numpy as np
import onnxruntime
import torch

import torch_programs


class AsModule(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


def value_of(tensor):
    return onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(tensor.detach().numpy()))


class Exported:
    """A function whose graph is that of its first call; so are its inputs, which a row never changes."""

    def __init__(self, threads, function):
        self.threads, self.function, self.session = threads, function, None

    def __call__(self, *inputs):
        if self.session is None:
            self.open(inputs)
        return self.session.run_with_ort_values(None, self.feeds)[0]

    def open(self, inputs):
        module = self.function if isinstance(self.function, torch.nn.Module) else AsModule(self.function)
        program = torch.onnx.export(module.eval(), inputs, dynamo=True, verbose=False)
        buffer = io.BytesIO()
        program.save(buffer)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.threads, 1
        self.session = onnxruntime.InferenceSession(buffer.getvalue(), options, ["CPUExecutionProvider"])
        self.feeds = dict(zip((node.name for node in self.session.get_inputs()), map(value_of, inputs), strict=True))


def no_training():
    raise NotImplementedError("it applies models, and does not train them")


def open_library(_peer, threads):
    torch.set_num_threads(threads)
    ours = torch_programs.programs(partial(Exported, threads))
    return SimpleNamespace(
        about=f"ONNX Runtime {onnxruntime.__version__}, threads: {threads}",
        programs={name: no_training if name.endswith("-step") else program for name, program in ours.items()},
    )
