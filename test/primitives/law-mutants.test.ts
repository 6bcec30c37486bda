// The laws of primitives can fail: records with one rule spoilt, each refuted by the law that is there for it.

import { expect, it } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { primitiveLaws } from '../../laws/predicate/primitive.js'
import { add as addExpr, argument, constant, index, neg as negExpr } from '../../src/core/expr.js'
import { useEvaluator } from '../../src/core/pending.js'
import type { Params, Primitive, Sample } from '../../src/core/primitive.js'
import { bind } from '../../src/core/trace.js'
import {
  abs,
  absP,
  broadcast,
  broadcastP,
  cos,
  eqP,
  moveAxis,
  mul,
  mulP,
  neg,
  negP,
  reduceSum,
  reduceSumP,
  sinP,
  stopGradient,
  transpose,
  transposeP,
} from '../../src/primitives/index.js'
import { referenceEvaluator } from '../../src/runtime/reference/evaluate.js'
import type { Dims } from '../../src/support/shape.js'

useEvaluator(referenceEvaluator)

type Law = keyof typeof primitiveLaws
interface Mutant {
  readonly what: string
  readonly law: Law
  readonly primitive: Primitive
  readonly sample: Sample<Params>
}

/** The record with some rules replaced. */
function mutant<P extends Params>(
  law: Law,
  what: string,
  primitive: Primitive<P>,
  sample: Sample<P>,
  rules: Partial<Primitive<P>>,
): Mutant {
  // As in the list of primitives, the record and its parameters travel together untyped.
  return { what, law, primitive: { ...primitive, ...rules } as unknown as Primitive, sample }
}

const on = <P extends Params>(params: P, ...shapes: readonly Dims[]): Sample<P> => ({
  inputs: shapes.map(shape => ({ shape, dtype: 'float32' })),
  params,
})
const vector = on({}, [5])
const pair = on({}, [5], [5])
const turned = on({ permutation: [1, 2, 0] }, [2, 3, 4])
const rows = on({ axes: [1] }, [3, 20])

const mutants: readonly Mutant[] = [
  mutant('reference fills the types of typeOf', 'writes past the end', negP, vector, {
    reference: (_inputs, _params, [y]) => {
      if (y !== undefined) y.data[5] = 1
    },
  }),
  mutant('reference fills the types of typeOf', 'reads past the end', negP, vector, {
    reference: ([x], _params, [y]) => {
      if (y !== undefined) y.data[0] = x?.data[5] ?? 0
    },
  }),
  mutant('reference fills the types of typeOf', 'writes its input', negP, vector, {
    reference: ([x]) => {
      if (x !== undefined) x.data[0] = 1
    },
  }),
  mutant('reference fills the types of typeOf', 'gives a bool that is neither', eqP, pair, {
    reference: (_inputs, _params, [y]) => {
      y?.data.fill(2)
    },
  }),
  mutant('lower agrees with reference', 'forgets to negate', negP, vector, {
    lower: () => ({ kind: 'elementwise', body: args => args }),
  }),
  mutant('lower agrees with reference', 'is off by half an element', negP, vector, {
    lower: () => ({ kind: 'elementwise', body: ([x = argument('float32', 0)]) => [addExpr(negExpr(x), constant('float32', 0.5))] }),
  }),
  mutant('lower agrees with reference', 'leaves one row of a sum out', reduceSumP, rows, {
    lower: () => ({
      kind: 'reduce',
      combiner: 'sum',
      extents: [19],
      order: 'lanes',
      body: (at, over, read) => read(0, [...at, ...over]),
    }),
  }),
  mutant('lower agrees with reference', 'reads out of bounds', negP, vector, {
    lower: () => ({ kind: 'index', body: ([i = index(0)], read) => negExpr(read(0, [addExpr(i, index(1))])) }),
  }),
  mutant('jvp agrees with differences', 'drops a term', mulP, pair, {
    jvp: ([, b], [ta]) => [ta == null || b === undefined ? null : mul(ta, b)],
  }),
  mutant('jvp agrees with differences', 'has no derivative', sinP, vector, { jvp: () => [null] }),
  mutant('the derivative of the jvp agrees with differences', 'hides the primal', sinP, vector, {
    jvp: ([x], [t]) => [t == null || x === undefined ? null : mul(t, cos(stopGradient(x)))],
  }),
  mutant('⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by the transpose rule', 'permutes forth instead of back', transposeP, on({ permutation: [1, 0] }, [3, 3]), {
    transpose: ([ct]) => [ct ?? null],
  }),
  mutant('⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by the transpose rule', 'gives a cotangent of another shape', transposeP, turned, {
    transpose: ([ct], _inputs, { permutation }) => [ct == null ? null : transpose(ct, permutation)],
  }),
  mutant('⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by the transpose rule', 'forgets an input', mulP, pair, {
    transpose: ([ct], [, b]) => [ct != null && b?.linear === false ? mul(ct, b.value) : null, null],
  }),
  mutant('⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by the transpose rule', 'counts twice', broadcastP, on({ shape: [3, 5], axes: [1] }, [5]), {
    transpose: ([ct]) => [ct == null ? null : reduceSum(mul(ct, broadcast(reduceSum(ct, [0, 1]), [3, 5], [])), [0])],
  }),
  mutant('⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by linearizing and transposing', 'is not linear in the tangent', absP, vector, {
    jvp: (_primals, [t]) => [t == null ? null : abs(t)],
  }),
  mutant('batch is the stack of the single calls', 'says the wrong axis', negP, on({}, [3]), {
    batch: ([x], [axis = null]) => ({ outputs: x === undefined ? [] : [neg(x)], axes: [axis === 0 ? 1 : 0] }),
  }),
  mutant('batch is the stack of the single calls', 'permutes the mapped axis too', transposeP, turned, {
    batch: ([x], [axis]) => ({ outputs: x === undefined ? [] : [transpose(moveAxis(x, axis ?? 0, 0), [0, 3, 1, 2])], axes: [0] }),
  }),
  mutant('batch changes no bit of what is compiled', 'turns lanes into a sequence', reduceSumP, rows, {
    batch: ([x], [axis]) => ({
      outputs: x === undefined ? [] : bind(reduceSumP, [moveAxis(x, axis ?? 0, 2)], { axes: [1] }),
      axes: [1],
    }),
  }),
]

it.each(mutants.map(m => [m.law, `${m.primitive.name} ${m.what}`, m] as const))('%s: refutes that %s', (law, _, { primitive, sample }) => {
  const check = primitiveLaws[law]
  let verdict: string | null | undefined
  try {
    verdict = check?.(primitive, sample, randomFrom(1))
  } catch (error) {
    verdict = String(error)
  }
  expect(verdict).toEqual(expect.any(String))
})

it('the spoilt records are fine but for the rule that was replaced', () => {
  const records = [negP, mulP, sinP, absP, eqP].map(record => [record, record.domain[0]] as const)
  for (const [record, sample] of records)
    for (const [law, check] of Object.entries(primitiveLaws))
      expect([record.name, law, sample === undefined ? 'no sample' : check(record, sample, randomFrom(1))]).toEqual([
        record.name,
        law,
        null,
      ])
})
