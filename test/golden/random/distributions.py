# Golden values of distributions from JAX. Run: python distributions.py > distributions.json
# Each case: the name and arguments of our function, and what JAX's draws for the same key, by its compiled functions. Floats are written in
# decimal, exactly; NaN and the infinities as text.
import json

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
assert jax.config.jax_threefry_partitionable
r = jax.random
key = r.PRNGKey(42)
shape = (4, 6)
column = [[0.3], [1.0], [2.5], [20.0]]
row = [0.5, 1.0, 1.5, 3.0, 10.0, 20.0]


def written(x):
    x = np.asarray(x)
    if x.dtype.kind in "iub":
        return [int(v) for v in x.ravel()]
    return [float(v) if np.isfinite(v) else str(float(v)) for v in x.ravel().astype(np.float64)]


cases = []


def case(name, arguments, values):
    values = np.asarray(values)
    cases.append({"name": name, "arguments": arguments, "dtype": str(values.dtype), "shape": list(values.shape), "values": written(values)})


# {"tensor": nested, "dtype": name} stands for a tensor.
for d in [jnp.float32, jnp.float64]:
    dtype = {"dtype": jnp.dtype(d).name}
    a = lambda x: jnp.asarray(x, d)
    tensor = lambda x: {"tensor": x, **dtype}
    s = list(shape)
    for name in ["normal", "exponential", "gumbel", "laplace", "logistic", "cauchy", "maxwell"]:
        case(name, [s, dtype], getattr(r, name)(key, shape, d))
    case("truncatedNormal", [s, -0.5, 3, dtype], r.truncated_normal(key, a(-0.5), a(3), shape, d))
    high = [[-1.0], [1.5], [3.5], [30.0]]
    case("truncatedNormal", [s, tensor([-2.0, -1.5, -3.0, -2.5, -1.25, -30.0]), tensor(high)],
         r.truncated_normal(key, a([-2.0, -1.5, -3.0, -2.5, -1.25, -30.0]), a(high), shape, d))
    case("lognormal", [s, tensor(row)], r.lognormal(key, a(row), shape, d))
    case("lognormal", [s, 1, dtype], r.lognormal(key, a(1), shape, d))
    case("pareto", [s, tensor(row)], r.pareto(key, a(row), shape, d))
    case("rayleigh", [s, tensor(column)], r.rayleigh(key, a(column), shape, d))
    case("weibullMin", [s, 2, tensor(row)], r.weibull_min(key, a(2), a(row), shape, d))
    case("triangular", [s, -1, tensor([0.0, 0.5, 1.0, -1.0, 2.0, 1.5]), 2, dtype],
         r.triangular(key, a(-1), a([0.0, 0.5, 1.0, -1.0, 2.0, 1.5]), a(2), shape, d))
    case("wald", [s, tensor(column)], r.wald(key, a(column), shape, d))
    case("uniform", [s, {"min": tensor([-1.0, 0.0, 0.5, 1.0, -3.0, 0.1]), "max": 5}],
         r.uniform(key, shape, d, a([-1.0, 0.0, 0.5, 1.0, -3.0, 0.1]), a(5)))
    case("bernoulli", [s, tensor([0.1, 0.5, 0.9, 0.0, 1.0, 0.7])], r.bernoulli(key, a([0.1, 0.5, 0.9, 0.0, 1.0, 0.7]), shape))
    case("geometric", [s, tensor([0.1, 0.5, 0.9, 0.01, 1.0, 0.7]), "int32"],
         r.geometric(key, a([0.1, 0.5, 0.9, 0.01, 1.0, 0.7]), shape, jnp.int32))
    logits = [[0.5, -1.0, 2.0], [0.0, 0.0, 0.0]]
    case("categorical", [tensor(logits), 1, {"shape": [8, 2]}], r.categorical(key, a(logits), 1, (8, 2)).astype(jnp.int32))
    case("categorical", [tensor(logits), 0, {"shape": [2, 3, 3]}], r.categorical(key, a(logits), 0, (2, 3, 3)).astype(jnp.int32))
    # Rejection loops: α and rates on both sides of where the algorithm changes.
    case("gamma", [s, tensor([0.1, 0.7, 1.0, 1.5, 3.0, 50.0])], r.gamma(key, a([0.1, 0.7, 1.0, 1.5, 3.0, 50.0]), shape, d))
    case("loggamma", [s, tensor([0.001, 0.7, 1.0, 1.5, 3.0, 50.0])], r.loggamma(key, a([0.001, 0.7, 1.0, 1.5, 3.0, 50.0]), shape, d))
    case("beta", [s, tensor(row), 2.5], r.beta(key, a(row), a(2.5), shape, d))
    case("chisquare", [s, tensor(row)], r.chisquare(key, a(row), shape, d))
    case("t", [s, tensor(row)], r.t(key, a(row), shape, d))
    case("f", [s, tensor(row), tensor(column)], r.f(key, jnp.broadcast_to(a(row), shape), jnp.broadcast_to(a(column), shape), shape, d))
    case("dirichlet", [[5], tensor([0.5, 1.0, 3.0])], r.dirichlet(key, a([0.5, 1.0, 3.0]), (5,), d))
    case("poisson", [s, tensor([0.0, 0.3, 2.0, 9.9, 10.0, 300.0]), "int32"],
         r.poisson(key, a([0.0, 0.3, 2.0, 9.9, 10.0, 300.0]), shape, jnp.int32))
    case("binomial", [s, tensor([0.0, 5.0, 30.0, 1000.0, 50.0, 7.0]), tensor([[0.0], [0.2], [0.5], [0.9]])],
         r.binomial(key, a([0.0, 5.0, 30.0, 1000.0, 50.0, 7.0]), a([[0.0], [0.2], [0.5], [0.9]]), shape, d))
    # Probabilities of which every sum is exact.
    chances = [[0.125, 0.5, 0.0, 0.375], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 1.0, 0.0]]
    case("multinomial", [[5, 3], tensor([7.0, 100.0, 1000.0]), tensor(chances)],
         r.multinomial(key, a([7.0, 100.0, 1000.0]), a(chances), shape=(5, 3, 4), dtype=d))
    case("multinomial", [[6], 20, tensor(chances[0])], r.multinomial(key, a(20), a(chances[0]), shape=(6, 4), dtype=d))
    mean, covariance = [1.0, -2.0, 0.5], [[2.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 0.5]]
    case("multivariateNormal", [[5], tensor(mean), tensor(covariance)], r.multivariate_normal(key, a(mean), a(covariance), (5,), d))
    case("multivariateNormal", [[2], tensor(mean), tensor([covariance, np.eye(3).tolist()])],
         r.multivariate_normal(key, a(mean), a([covariance, np.eye(3).tolist()]), (2,), d))
    case("orthogonal", [[2], 3, dtype], r.orthogonal(key, 3, (2,), d))
    case("orthogonal", [[], 2, {"columns": 4, **dtype}], r.orthogonal(key, 2, (), d, 4))
# Signs are drawn from fractions of as many bits as JAX's mode has; integers of 32 bits are drawn without jax_enable_x64 only.
for d in [jnp.float32, jnp.float64]:
    with jax.enable_x64(d == jnp.float64):
        dtype = {"dtype": jnp.dtype(d).name}
        a = lambda x: jnp.asarray(x, d)
        s = list(shape)
        case("rademacher", [s, dtype["dtype"]], r.rademacher(key, shape, d))
        case("generalizedNormal", [s, 1.5, dtype], r.generalized_normal(key, a(1.5), shape, d))
        case("ball", [[6], 3, dtype], r.ball(key, 3, a(2), (6,), d))
        case("ball", [[6], 2, {"p": 1, **dtype}], r.ball(key, 2, a(1), (6,), d))
with jax.enable_x64(False):
    case("rademacher", [list(shape), "int32"], r.rademacher(key, shape, jnp.int32))
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    whole = {"tensor": x.tolist(), "dtype": "float32"}
    p = np.array([0.1, 0.2, 0.0, 0.7], np.float32)
    chances = {"tensor": [0.1, 0.2, 0.0, 0.7], "dtype": "float32"}
    case("permutation", [10], r.permutation(key, 10))
    case("permutation", [1], r.permutation(key, 1))
    case("permutation", [2000], r.permutation(key, 2000))
    case("permutation", [whole], r.permutation(key, x))
    case("permutation", [whole, {"axis": 1}], r.permutation(key, x, 1))
    case("permutation", [whole, {"axis": 1, "independent": True}], r.permutation(key, x, 1, independent=True))
    case("choice", [[2, 5], 7], r.choice(key, 7, (2, 5)))
    case("choice", [[5], 7, {"replace": False}], r.choice(key, 7, (5,), replace=False))
    case("choice", [[6], whole], r.choice(key, x, (6,)))
    case("choice", [[2, 2], whole, {"axis": 0, "replace": False}], r.choice(key, x, (2, 2), replace=False))
    case("choice", [[2], whole, {"axis": 1, "replace": False}], r.choice(key, x, (2,), replace=False, axis=1))
    case("choice", [[20], 4, {"p": chances}], r.choice(key, 4, (20,), p=p))
    case("choice", [[3], 4, {"p": chances, "replace": False}], r.choice(key, 4, (3,), replace=False, p=p))
    case("choice", [[8], whole, {"p": chances}], r.choice(key, x, (8,), p=p))
    logits = [[0.5, -1.0, 2.0], [0.0, 0.0, 0.0]]
    of = {"tensor": logits, "dtype": "float32"}
    case("categorical", [of, 1, {"shape": [3, 2], "replace": False}], r.categorical(key, np.array(logits, np.float32), 1, (3, 2), replace=False))
    case("categorical", [of, 0, {"shape": [2, 3], "replace": False}], r.categorical(key, np.array(logits, np.float32), 0, (2, 3), replace=False))

# Derivatives of the sum of what is drawn, times 1, 2, 3, …, with respect to the first parameter.
gradients = []
alpha = jnp.array([0.05, 0.4, 1.0, 2.5, 40.0])
weights = jnp.arange(1.0, 6.0)
for name, draw, rest in [
    ("gamma", lambda a: r.gamma(key, a, (5,)), []),
    ("loggamma", lambda a: r.loggamma(key, a, (5,)), []),
    ("chisquare", lambda a: r.chisquare(key, a, shape=(5,)), []),
    ("t", lambda a: r.t(key, a, (5,)), []),
    ("beta", lambda a: r.beta(key, a, 2.5, (5,)), [2.5]),
]:
    gradient = jax.grad(lambda a: (draw(a) * weights).sum())(alpha)
    gradients.append({"name": name, "rest": rest, "alpha": written(alpha), "gradient": written(gradient)})

print('{"versions":' + json.dumps({"jax": jax.__version__, "numpy": np.__version__}) + ',\n"cases":[\n'
      + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + '\n],\n"gradients":[\n' + ",\n".join(json.dumps(g, separators=(",", ":")) for g in gradients) + "\n]}")
