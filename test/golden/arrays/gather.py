# Golden values of gathers and scatters in their general form, from JAX. Run: python gather.py > gather.json
# At places that several updates meet, and out of range of a gather, only what JAX determines is written.
import jax
import jax.numpy as jnp
import numpy as np
from cases import inputs, record, weigh, write
from jax import lax

mode = {"fill": lax.GatherScatterMode.FILL_OR_DROP, "drop": lax.GatherScatterMode.FILL_OR_DROP, "clip": lax.GatherScatterMode.CLIP}


def option(name, axes):
    return f"{name}: [{', '.join(map(str, axes))}]"


def written(offset, collapsed, start, operand=(), indices=()):
    names = ["offsetAxes", "collapsedAxes", "startMap", "operandBatchAxes", "indicesBatchAxes"]
    return ", ".join(option(n, a) for n, a in zip(names, [offset, collapsed, start, operand, indices]) if n in ("offsetAxes", "startMap") or a)


def derive(source, f, names):
    for at, name in enumerate(names):
        derived = jax.grad(lambda *xs: weigh(f(*xs)), at)(*(jnp.asarray(inputs[n]) for n in names))
        record(f"grad({name} => weigh({source}))({name})", derived)


def literal(index):
    return f"tensor({index}, 'int32')"


# operand, indices, the axes, sizes of slices: rows, points, windows, columns, batches, transposed batches, no index at all
uses = [
    ("m", [[2], [0], [2]], ([1], [0], [0]), (1, 4)),
    ("m", [[2], [-1], [7]], ([1], [0], [0]), (1, 4)),
    ("m", [[0, 1], [2, 3]], ([], [0, 1], [0, 1]), (1, 1)),
    ("m", [[3, 1], [4, 0]], ([], [0, 1], [1, 0]), (1, 1)),
    ("m", [[1, 2], [0, 0], [2, 2]], ([1, 2], [], [0, 1]), (2, 2)),
    ("m", [[[1], [3]], [[0], [2]]], ([0], [1], [1]), (2, 1)),
    ("t", [[[1], [0], [2]], [[2], [2], [-1]]], ([2], [1], [1], [0], [0]), (1, 1, 3)),
    ("t", [[[1], [0]], [[2], [3]], [[3], [0]]], ([], [2], [2], [0, 1], [1, 0]), (1, 1, 1)),
    ("t", [[1, 2]], ([0, 2, 3], [], [1, 2]), (2, 2, 1)),
    ("v", [3], ([0], [], [0]), (3,)),
    ("m", [], ([0, 1], [], []), (2, 2)),
]
for name, index, axes, sizes in uses:
    x, at = inputs[name], np.array(index, np.int32)
    offset, collapsed, start, operand, paired = (*axes, [], [])[:5]
    numbers = lax.GatherDimensionNumbers(tuple(offset), tuple(collapsed), tuple(start), tuple(operand), tuple(paired))
    base = written(offset, collapsed, start, operand, paired)
    for how in ["fill", "clip"]:
        source = f"gather({name}, {literal(index)}, {{ {base}, {option('sliceSizes', sizes)}, mode: '{how}' }})"
        f = lambda x: lax.gather(x, at, numbers, sizes, mode=mode[how])
        record(source, f(x))
        derive(source, f, name)
    other = f"gather({name}, {literal(index)}, {{ {base}, {option('sliceSizes', sizes)}, fillValue: 7 }})"
    record(other, lax.gather(x, at, numbers, sizes, mode=mode["fill"], fill_value=7))

    scatter_numbers = lax.ScatterDimensionNumbers(tuple(offset), tuple(collapsed), tuple(start), tuple(operand), tuple(paired))
    shape = lax.gather(x, at, numbers, sizes, mode="clip").shape
    # A part of the input of the other seed, as long as the updates are.
    updates = np.round(np.cos(1.3 * np.arange(np.prod(shape, dtype=int)) + 0.4), 3).reshape(shape)
    inputs["u"] = updates
    given = f"tensor({updates.tolist()}, 'float64')"
    for combine, scatter in [("set", lax.scatter), ("add", lax.scatter_add), ("mul", lax.scatter_mul), ("min", lax.scatter_min), ("max", lax.scatter_max)]:
        for how in ["drop", "clip"]:
            hit = np.asarray(lax.scatter_add(np.zeros(x.shape), at, np.ones(shape), scatter_numbers, mode=mode[how]))
            unique = hit.max(initial=0) <= 1
            # Of several that replace, any may stay in theirs.
            if combine == "set" and not unique:
                continue
            source = f"scatter({name}, {literal(index)}, {given}, {{ {base}, combine: '{combine}', mode: '{how}' }})"
            f = lambda x, u: scatter(x, at, u, scatter_numbers, mode=mode[how], unique_indices=bool(unique))
            record(source, f(x, updates))
            if combine in ("set", "add") or (combine == "mul" and unique):
                record(f"grad({name} => weigh({source}))({name})", jax.grad(lambda y: weigh(f(y, updates)))(jnp.asarray(x)))
                record(
                    f"grad(u => weigh({source.replace(given, 'u')}))({given})", jax.grad(lambda u: weigh(f(x, u)))(jnp.asarray(updates))
                )
del inputs["u"]

# integers, booleans, halves of the range of a small dtype
i, h = inputs["i"], inputs["h"]
rows = lax.GatherDimensionNumbers((1,), (0,), (0,))
record("gather(i, tensor([[1], [5]], 'int32'), { offsetAxes: [1], collapsedAxes: [0], startMap: [0], sliceSizes: [1, 3], fillValue: -9 })",
       lax.gather(i, np.array([[1], [5]]), rows, (1, 3), mode=mode["fill"], fill_value=-9))  # fmt: skip
record("gather(h, tensor([[1], [5]], 'uint8'), { offsetAxes: [1], collapsedAxes: [0], startMap: [0], sliceSizes: [1, 3], fillValue: true })",
       lax.gather(h, np.array([[1], [5]]), rows, (1, 3), mode=mode["fill"], fill_value=True))  # fmt: skip
to = lax.ScatterDimensionNumbers((1,), (0,), (0,))
for combine, scatter in [("add", lax.scatter_add), ("mul", lax.scatter_mul), ("min", lax.scatter_min), ("max", lax.scatter_max)]:
    record(f"scatter(i, tensor([[1], [1]], 'int32'), i, {{ offsetAxes: [1], collapsedAxes: [0], startMap: [0], combine: '{combine}' }})",
           scatter(i, np.array([[1], [1]]), i, to, mode=mode["drop"]))  # fmt: skip

write()
