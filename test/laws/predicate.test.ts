// Each predicate accepts what obeys its law, and says what is wrong with what does not.

import fc from 'fast-check'
import {
  add,
  availableDevices,
  currentDevice,
  div,
  exp,
  maximum,
  mul,
  neg,
  relu,
  type Shape,
  sin,
  stopGradient,
  sub,
  sum,
  type Tensor,
} from 'tenet'
import { describe, expect, test } from 'vitest'
import { shape } from '../../laws/arbitrary/shape.js'
import { tensor, tensorOf } from '../../laws/arbitrary/tensor.js'
import { tree } from '../../laws/arbitrary/tree.js'
import { vmapIsAStack, vmapOverEveryAxis, vmapOverNothing } from '../../laws/predicate/batching.js'
import { broadcasts, commutes } from '../../laws/predicate/broadcasting.js'
import { survivesCheckpoint } from '../../laws/predicate/checkpoint.js'
import { jitKeepsBits } from '../../laws/predicate/compilation.js'
import { agreesWithDifferences, isAdjoint } from '../../laws/predicate/derivatives.js'
import { devicesAgree, unitInTheLastPlace } from '../../laws/predicate/devices.js'
import { isPure } from '../../laws/predicate/purity.js'
import { mapsCompositions, mapsIdentity, pathsNameLeaves } from '../../laws/predicate/tree-laws.js'
import { sameBits } from '../../laws/predicate/trees.js'
import { hasTypes, refuses } from '../../laws/predicate/types-of-results.js'
import { viewsChangeNothing } from '../../laws/predicate/views.js'
import type { Primitive } from '../../src/core/primitive.js'
import { bind } from '../../src/core/trace.js'
import { negP } from '../../src/primitives/elementwise/arithmetic.js'

const x = tensorOf([0.5, -1.25, 2], [3], 'float64')
const y = tensorOf([1.5, 0.75, -0.5], [3], 'float64')
const matrix = tensorOf([1, 2, 3, 4, 5, 6], [2, 3], 'float64')

/** What smooth functions take. */
type Floats = Tensor<Shape, 'float64'>

/** A primitive with one rule replaced. */
const withRule = (primitive: Primitive, rule: Partial<Primitive>): ((...inputs: readonly Tensor[]) => Tensor) => {
  const wrong = { ...primitive, ...rule }
  return (...inputs) => bind(wrong, inputs, {})[0] as Tensor
}

describe('same bits', () => {
  test('see signs of zeros, structure and types; all NaNs are one', () => {
    const nan = tensorOf([Number.NaN], [1], 'float32')
    expect(sameBits('it', { a: nan }, { a: nan })).toBeNull()
    expect(sameBits('it', { a: tensorOf([0], [1], 'float32') }, { a: tensorOf([-0], [1], 'float32') })).toMatch('it: a')
    expect(sameBits('it', { a: x }, { a: x, b: y })).toBe('it must have the leaves [a, b]; got [a]')
    expect(sameBits('it', [x], [tensorOf([1], [1], 'float64')])).toMatch('it: 0 must be float64[1]; got float64[3]')
  })
})

describe('purity', () => {
  test('of a pure function', () => expect(isPure((a: Floats, b: Floats) => sin(mul(a, b)), [x, y], [y, x])).toBeNull())

  test('is broken by a count of calls', () => {
    let calls = 0
    expect(isPure((a: Tensor) => mul(a, ++calls), [x])).toMatch('a second call')
  })

  test('is broken by memory of another call', () => {
    let seen: Tensor | null = null
    const remembers = (a: Tensor): Tensor => {
      const last = seen ?? a
      seen = a
      return last === a ? a : add(a, last)
    }
    expect(isPure(remembers, [x], [y])).toMatch('after another call')
  })

  test('is broken by writing to an argument', () => {
    const writes = (record: { weight: Tensor }): Tensor => {
      const { weight } = record
      record.weight = neg(weight)
      return mul(weight, weight)
    }
    expect(isPure(writes, [{ weight: x }])).toMatch('the arguments after the call: 0.weight[0] must be 0.5')
  })
})

describe('jit', () => {
  test('keeps the bits of what it compiles', () => expect(jitKeepsBits((a: Floats) => exp(sin(a)), [x])).toBeNull())

  test('does not, if the function depends on how often it is called', () => {
    let calls = 0
    expect(jitKeepsBits((a: Tensor) => add(a, calls++), [x])).toMatch('jit')
  })
})

describe('vmap', () => {
  test('is the stack of single calls, for trees and unmapped arguments', () => {
    const f = (params: { a: Tensor }, b: Tensor) => ({ scaled: mul(params.a, b), total: sum(b) })
    expect(vmapIsAStack(f, [{ a: x }, matrix], [false, true])).toBeNull()
  })

  test('is not, under a wrong batch rule', () => {
    const wrong = withRule(negP as unknown as Primitive, { batch: ([a], axes) => ({ outputs: [a as Tensor], axes }) })
    expect(vmapIsAStack(wrong, [matrix])).toMatch('vmap[0,0] must be -1')
    expect(vmapOverEveryAxis(wrong, [x], [y])).toMatch('vmap over axis 0')
  })

  test('over every axis, of one argument alone, and over no examples', () => {
    const f = (params: { a: Tensor }, b: Tensor) => [mul(params.a, b), sum(b)]
    expect(vmapOverEveryAxis(f, [{ a: x }, matrix], [{ a: y }, matrix])).toBeNull()
    expect(vmapOverNothing(f, [{ a: x }, matrix])).toBeNull()
  })
})

describe('derivatives', () => {
  const f = (a: Floats, b: Floats) => ({ quotient: div(sin(a), add(mul(b, b), 1)), largest: maximum(a, b) })

  test('agree with differences and are adjoint', () => {
    expect(agreesWithDifferences(f, [x, y], 1)).toBeNull()
    expect(isAdjoint(f, [x, y], 1)).toBeNull()
  })

  test('may be any slope between the one-sided ones at a kink', () => {
    const zero = tensorOf([0, 0, 1], [3], 'float64')
    expect(agreesWithDifferences((a: Floats) => relu(a), [zero], 1)).toBeNull()
    expect(agreesWithDifferences((a: Tensor) => maximum(a, a), [zero], 1)).toBeNull()
  })

  test('are seen to be wrong by their own size, or by a little', () => {
    expect(agreesWithDifferences((a: Tensor) => mul(a, stopGradient(a)), [x], 1)).toMatch('the derivative of the result, element 0')
    const slightly = (a: Floats): Tensor => add(sin(a), mul(sub(a, stopGradient(a)), 1e-6))
    expect(agreesWithDifferences(slightly, [x], 1)).toMatch('the derivative')
  })

  test('are seen to be wrong at a kink', () => {
    const zero = tensorOf([0], [1], 'float64')
    const steep = (a: Floats): Tensor => add(relu(a), mul(sub(a, stopGradient(a)), 2))
    expect(agreesWithDifferences(steep, [zero], 1)).toMatch('the derivative')
  })

  test('in reverse are seen to differ from forward ones', () => {
    const wrong: (...inputs: readonly Tensor[]) => Tensor = withRule(negP as unknown as Primitive, {
      jvp: (_, [tangent]) => [tangent == null ? null : wrong(tangent)],
      transpose: cotangents => cotangents,
    })
    expect(isAdjoint((a: Tensor) => wrong(a), [x], 1)).toMatch('⟨Jv, w⟩')
  })
})

describe('broadcasting', () => {
  const column = tensorOf([1, 2], [2, 1], 'float64')

  test('is stretching', () => {
    expect(broadcasts(sub, column, x, [2, 3])).toBeNull()
    expect(commutes(mul, column, x)).toBeNull()
    expect(commutes(sub, column, x)).toMatch('swapped')
  })

  test('is not anything else', () => {
    const wrong = (a: Tensor, b: Tensor): Tensor => mul(sub(a, b), a.shape.length === b.shape.length ? 1 : 2)
    expect(broadcasts(wrong, column, x, [2, 3])).toMatch('the broadcast operation[0,0] must be 0.5')
  })
})

describe('devices', () => {
  test('agree, and the one that was in use still is', () => {
    const before = currentDevice()
    expect(devicesAgree((a: Floats, b: Floats) => sum(mul(exp(a), b)), [x, y])).toBeNull()
    expect(currentDevice()).toBe(before)
  })

  test.runIf(availableDevices().includes('cpu'))('do not, where a function asks which one it is on', () => {
    expect(devicesAgree((a: Tensor) => mul(a, currentDevice() === 'cpu' ? 1 + 2 ** -40 : 1), [x])).toMatch('cpu[0] must be 0.5')
  })

  test('are measured in units in the last place of what was summed', () => {
    expect(unitInTheLastPlace(1, 'float32')).toBe(2 ** -23)
    expect(unitInTheLastPlace(3, 'float64')).toBe(2 ** -51)
    expect(unitInTheLastPlace(0, 'float32')).toBe(2 ** -149)
  })
})

describe('views', () => {
  test('are what they are equal to', () => expect(viewsChangeNothing((a: Floats, b: Floats) => sum(mul(exp(a), b), 0), [x, y])).toBeNull())

  test('are not, where a function counts them', () => {
    let calls = 0
    expect(viewsChangeNothing((a: Tensor) => mul(a, ++calls), [x])).toMatch('the result of tensors turned over')
  })
})

describe('types of results', () => {
  test('are as declared and known', () => {
    expect(hasTypes((a: Floats) => [exp(a), sum(a)], [x], 'float64[3], float64[]', 'traceable')).toBeNull()
    expect(hasTypes((a: Floats) => exp(a), [x], 'float64[4]', 'traceable')).toBe('the result must be float64[4]; got float64[3]')
  })

  test('of what is refused there are none', () => {
    const bools = tensorOf([1, 0], [2], 'bool')
    expect(refuses((a: Floats) => exp(a), [bools as unknown as Floats])).toBeNull()
    expect(refuses((a: Floats) => exp(a), [x])).toBe('must be refused; got float64[3]')
  })
})

test('trees of any structure keep it under maps, and paths name their leaves', () => {
  const trees = tree(tensor({ shape: shape({ max: 2 }) }))
  fc.assert(
    fc.property(trees, drawn => {
      const withStatics = { drawn, absent: null, name: 'tree', empty: [{}, []] }
      expect(pathsNameLeaves(withStatics)).toBeNull()
      expect(mapsIdentity(withStatics)).toBeNull()
      const negated = (leaf: Tensor): Tensor => neg(leaf)
      expect(mapsCompositions(withStatics, negated, leaf => mul(leaf, 2))).toBeNull()
    }),
    { numRuns: 30 },
  )
})

test('paths that are alike are seen', () => {
  expect(pathsNameLeaves({ 'a.b': x, a: { b: y } })).toBe('paths must differ; got "a.b" twice')
})

test('checkpoints keep every bit', async () => {
  const special = tensorOf([Number.NaN, -0, Number.NEGATIVE_INFINITY, 2 ** -149], [4], 'float32')
  expect(await survivesCheckpoint({ a: special, b: [tensorOf([1, 0], [2], 'bool'), tensorOf([], [0, 3], 'int32')] })).toBeNull()
})
