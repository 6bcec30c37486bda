# Makes the polynomial coefficients of this folder: python coefficients.py [name …] (mpmath 1.3).
# Method: weighted minimax by the second algorithm of Remez (1934); then, lowest power first, each coefficient is rounded to
# the format it will be stored in and the others are fitted again, so that later ones make up for the rounding of earlier ones.
import sys
from mpmath import mp, mpf, mpf as F, matrix, lu_solve, cos, pi, log, exp, sin, tanh, erf, erfc, atanh, sqrt, expm1, log1p, findroot, linspace
mp.dps = 60

def rounded(c, bits):
    with mp.workprec(bits): return +c

def minimax(f, powers, a, b, weight, fixed):
    """c with max |weight(x)·(Σ c_k x^k + Σ fixed − f(x))| least on [a, b], and that maximum."""
    n, least = len(powers), powers[0]  # the least power is divided out: the others then span a Haar space though 0 lies in [a, b]
    grid = [(a + b) / 2 + (b - a) / 2 * cos(pi * (i + F(1) / 2) / (24 * n + 48)) for i in reversed(range(24 * n + 48))]
    known = lambda x: (f(x) - sum(c * x**k for k, c in fixed.items())) / x**least
    target = {x: known(x) for x in grid}
    weights = {x: weight(x) * abs(x) ** least for x in grid}
    heavy = [x for x in grid if weights[x] > max(weights.values()) / 20]
    points = [heavy[i * (len(heavy) - 1) // n] for i in range(n + 1)]
    for _ in range(30):
        rows = matrix(n + 1, n + 1)
        right = matrix(n + 1, 1)
        for i, x in enumerate(points):
            for j, k in enumerate(powers): rows[i, j] = x ** (k - least)
            rows[i, n] = (-1) ** i / weights[x]
            right[i] = target[x]
        solution = lu_solve(rows, right)
        c = [solution[j] for j in range(n)]
        error = [(weights[x] * (sum(cj * x ** (k - least) for cj, k in zip(c, powers)) - target[x]), x) for x in grid]
        extrema = []
        for e, x in error:
            if extrema and (e > 0) == (extrema[-1][0] > 0):
                if abs(e) > abs(extrema[-1][0]): extrema[-1] = (e, x)
            else: extrema.append((e, x))
        while len(extrema) > n + 1:  # drop the least; its neighbours have one sign, so the lesser of them goes too
            i = min(range(len(extrema)), key=lambda i: abs(extrema[i][0]))
            neighbours = [j for j in (i - 1, i + 1) if 0 <= j < len(extrema)]
            if len(neighbours) == 2 and len(extrema) > n + 2:
                extrema.pop(min(neighbours, key=lambda j: abs(extrema[j][0])))
                i = min(range(len(extrema)), key=lambda i: abs(extrema[i][0]))
                extrema.pop(i)
            else: extrema.pop(0 if abs(extrema[0][0]) < abs(extrema[-1][0]) else -1)
        if len(extrema) < n + 1: break
        points = [x for _, x in extrema]
        worst = max(abs(e) for e, _ in extrema)
        if worst - min(abs(e) for e, _ in extrema) < worst * F('1e-3'): break
    return c, max(abs(e) for e, _ in error)

def fit(f, powers, a, b, weight, bits, fixed=()):
    a, b = F(a), F(b)
    fixed = dict(fixed)
    powers = list(powers)
    while powers:
        c, worst = minimax(f, powers, a, b, weight, fixed)
        fixed[powers.pop(0)] = rounded(c[0], bits)
    grid = linspace(a + (b - a) / 10**9, b, 2001)
    worst = max(abs(weight(x) * (sum(c * x**k for k, c in fixed.items()) - f(x))) for x in grid)
    return [fixed[k] for k in sorted(fixed)], worst

def show(name, coefficients, worst):
    print(f'// {name}: error {mp.nstr(worst, 3)}')
    print('  [' + ', '.join(mp.nstr(c, 17, min_fixed=-5, max_fixed=5) for c in coefficients) + '],')
