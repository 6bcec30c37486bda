"""Writes batches.json: batches of CIFAR's Python version as Python 2 wrote the originals and as Python 3 writes them, each checked with pickle.load,
and some that would run code or hold something else. Contents are deflated, in base64.

Run: python make.py
"""

import base64
import collections
import io
import json
import os
import pickle
import struct
import sys
import zlib
from pathlib import Path

import numpy as np

print("Python", sys.version.split()[0], "NumPy", np.__version__)
COUNT = 3
data = ((np.arange(COUNT * 3072) * 7 + np.arange(COUNT * 3072) // 3072 * 11) % 251).astype(np.uint8).reshape(COUNT, 3072)
labels = [6, 9, 0]
fine, coarse = [99, 0, 42], [19, 0, 7]


def python2(fields: dict) -> bytes:
    """Protocol 2 by Python 2: text is str, which is bytes; an array is told its state by BUILD."""
    out = io.BytesIO()
    text = lambda value: out.write((b"U" + bytes([len(value)]) if len(value) < 256 else b"T" + struct.pack("<I", len(value))) + value)
    out.write(b"\x80\x02}q\x00(")
    for key, value in fields.items():
        text(key.encode())
        if isinstance(value, list):
            out.write(b"](")
            for item in value:
                if isinstance(item, str):
                    text(item.encode())
                else:
                    out.write(b"K" + bytes([item]))
            out.write(b"e")
        elif isinstance(value, str):
            text(value.encode())
        else:
            out.write(b"cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87Rq\x03(K\x01")
            out.write(b"M" + struct.pack("<H", value.shape[0]) + b"M" + struct.pack("<H", value.shape[1]) + b"\x86")
            out.write(b"cnumpy\ndtype\nq\x04U\x02u1K\x00K\x01\x87Rq\x05(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89")
            text(value.tobytes())
            out.write(b"tb")
    out.write(b"u.")
    return out.getvalue()


ten = {"batch_label": "training batch 1 of 5", "labels": labels, "data": data, "filenames": ["a.png", "b.png", "c.png"]}
hundred = {"filenames": ["a.png", "b.png", "c.png"], "batch_label": "testing batch 1 of 1", "fine_labels": fine, "coarse_labels": coarse, "data": data}


class Command:
    def __reduce__(self):
        return os.system, ("echo run",)


good = {
    "python 2, ten": python2(ten),
    "python 2, hundred": python2(hundred),
    **{f"python 3, protocol {p}": pickle.dumps(ten, protocol=p) for p in (2, 3, 4)},
    "python 3, keys of bytes": pickle.dumps({key.encode(): value for key, value in ten.items()}, protocol=4),
}
for name, content in good.items():
    read = {key if isinstance(key, str) else key.decode(): value for key, value in pickle.loads(content, encoding="bytes").items()}
    assert np.array_equal(read["data"], data), name
    assert read["fine_labels" if "hundred" in name else "labels"] == (fine if "hundred" in name else labels), name

bad = {
    "a command": pickle.dumps({"data": Command(), "labels": labels}, protocol=2),
    "a class": pickle.dumps({"data": collections.Counter("a"), "labels": labels}, protocol=2),
    "floats": pickle.dumps({"data": data.astype(np.float32), "labels": labels}, protocol=2),
    "columns first": pickle.dumps({"data": np.asfortranarray(data), "labels": labels}, protocol=2),
    "another shape": pickle.dumps({"data": data.reshape(COUNT, 3, 1024), "labels": labels}, protocol=2),
    "no data": pickle.dumps({"labels": labels}, protocol=2),
    "a label too few": pickle.dumps({"data": data, "labels": labels[:2]}, protocol=2),
    "a label too large": pickle.dumps({"data": data, "labels": [6, 9, 10]}, protocol=2),
    "labels as an array": pickle.dumps({"data": data, "labels": np.array(labels)}, protocol=2),
    "a list": pickle.dumps([data], protocol=2),
    "a set": pickle.dumps({"data": data, "labels": {1}}, protocol=4),
    "cut off": pickle.dumps(ten, protocol=2)[:5000],
    "protocol 0": pickle.dumps(ten, protocol=0),
}
pack = lambda contents: {name: base64.b64encode(zlib.compress(content, 9)).decode() for name, content in contents.items()}
document = {
    "versions": {"python": sys.version.split()[0], "numpy": np.__version__},
    "labels": labels,
    "fine": fine,
    "coarse": coarse,
    "good": pack(good),
    "bad": pack(bad),
}
Path(__file__).with_name("batches.json").write_text(json.dumps(document, indent=1) + "\n")
