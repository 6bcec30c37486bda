"""Measures one peer's programs, on request: reads JSON lines from stdin, answers each with one JSON line on stdout.

    {"op": "hello"}                           -> {"about": "JAX 0.10.2, threads: 2"}
    {"op": "prepare", "program": "fused", "sizes": {"size": 8}, "calls": 20}  -> {}     builds, compiles and calls it before
    {"op": "measure", "calls": 20}                               -> {"seconds": 0.002}  a call, on average, to the last result's completion
    {"op": "release"}                                            -> {}
    {"op": "first-call", "program": "lenet-step", "sizes": {}}   -> {"seconds": 1.3}    compiling included
    {"op": "compile", "program": "resnet-step", "sizes": {}}     -> {"seconds": 1.1}    what the first call takes beyond the second
    {"op": "trace", "program": "resnet-step", "sizes": {}}       -> {"seconds": 0.4}    recording the program, without compiling it
    {"op": "peak", "program": "resnet-step", "sizes": {}, "calls": 6}  -> {"bytes": 3e8}  the process's peak in so many calls, above what it was

What goes wrong with a program is an answer too: {"error": "..."}. A program is a pair: a call as a loop makes it, and what waits for the
result of the last one.
"""

import gc
import importlib
import json
import os
import re
import sys
import time

MODULES = {"PyTorch": "torch_programs", "torch.compile": "torch_programs", "JAX": "jax_programs", "ONNX Runtime": "onnx_programs"}
# Turns, and seconds, before the first that counts, as for everyone.
WARM_UP_TURNS, WARM_UP_SECONDS = 3, 0.5


def keep_to_threads(count: int) -> None:
    """Before anything is imported: thread pools are sized by the CPUs that a process may use."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def run(program, calls: int) -> float:
    """Seconds of so many calls."""
    call, finish = program
    start = time.perf_counter()
    for _ in range(calls):
        result = call()
    finish(result)
    return time.perf_counter() - start


def resident(field: str) -> int:
    """Bytes: `VmRSS` now, `VmHWM` at most since it was reset."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))


def peak(program, calls: int) -> int:
    """How much memory the process has at most in the first calls, beyond what it had with libraries, data and parameters in place."""
    gc.collect()
    before = resident("VmRSS")
    with open("/proc/self/clear_refs", "w") as reset:
        reset.write("5")
    run(program, calls)
    return resident("VmHWM") - before


class Worker:
    def __init__(self, peer: str, threads: int):
        self.library = importlib.import_module(MODULES[peer]).open_library(peer, threads)
        self.program = None

    def build(self, question: dict):
        return self.library.programs[question["program"]](**question["sizes"])

    def trace(self, question: dict) -> float:
        """Seconds of recording a program without compiling it, where that can be told apart."""
        call, _ = self.build(question)
        if not hasattr(call, "trace"):
            raise NotImplementedError("there is no recording apart from compiling")
        start = time.perf_counter()
        call.trace()
        return time.perf_counter() - start

    def answer(self, question: dict) -> dict:
        match question["op"]:
            case "hello":
                return {"about": self.library.about}
            case "prepare":
                self.program = self.build(question)
                start, turn = time.perf_counter(), 0
                while turn < WARM_UP_TURNS or time.perf_counter() - start < WARM_UP_SECONDS:
                    run(self.program, question["calls"])
                    turn += 1
                return {}
            case "measure":
                # What other contenders left in the caches is not this one's affair.
                run(self.program, 1)
                return {"seconds": run(self.program, question["calls"]) / question["calls"]}
            case "release":
                self.program = None
                gc.collect()
                return {}
            case "first-call":
                return {"seconds": run(self.build(question), 1)}
            case "compile":
                program = self.build(question)
                return {"seconds": run(program, 1) - run(program, 1)}
            case "trace":
                return {"seconds": self.trace(question)}
            case "peak":
                return {"bytes": peak(self.build(question), question["calls"])}
            case op:
                raise ValueError(f"unknown op {op}")


def reason(error: Exception) -> str:
    """The first line that says something."""
    plain = re.sub(r"\x1b\[\d*m", "", str(error))
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]


def main() -> None:
    peer, threads = sys.argv[1], int(sys.argv[2])
    # Libraries and compilers print what they like: only answers may reach the other side.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    keep_to_threads(threads)
    worker = Worker(peer, threads)
    for line in sys.stdin:
        try:
            answer = worker.answer(json.loads(line))
        except Exception as error:  # the program's failure, not the worker's
            answer = {"error": reason(error)}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
