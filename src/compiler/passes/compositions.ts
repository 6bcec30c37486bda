// Rules that make one equation of two in a row, mostly views of views, or let them change places: the outer one is re-parametrised to act on the
// input of the inner one. The inner one stays for whoever else needs it; dead-code drops it otherwise.

import { type Equation, type Variable, variableOf } from '../../core/graph.js'
import { dtypeInfo } from '../../support/dtype.js'
import { conversionsMerge } from '../exact-conversion.js'
import { become, type Known, numberParam, numbersParam, type Rewritten, type Rule, type Rules, rule, same } from './rewrite.js'

interface Pair {
  readonly outer: Equation
  readonly inner: Equation
  /** The input of the inner equation. */
  readonly x: Variable
}

/** A rule for an equation whose first input is computed by the primitive of this name; what it is called. */
const after = (name: string, called: string, combine: (pair: Pair, known: Known) => Rewritten | null): Rule =>
  rule(called, (outer, known) => {
    const [v] = outer.inputs
    const inner = v && known.definition(v)
    const x = inner?.inputs[0]
    return inner?.primitive.name === name && x !== undefined ? combine({ outer, inner, x }, known) : null
  })

const axesOf = (equation: Equation, name = 'axes'): readonly number[] => numbersParam(equation.params, name)

const transposeTwice = after('transpose', 'transpose of transpose', ({ outer, inner, x }) => {
  const from = axesOf(inner, 'permutation')
  const permutation = axesOf(outer, 'permutation').map(axis => from[axis] ?? 0)
  return become(outer, { inputs: [x], params: { ...outer.params, permutation } })
})

const onTheOriginal = ({ outer, x }: Pair): Rewritten => become(outer, { inputs: [x] })

const broadcastTwice = after('broadcast', 'broadcast of broadcast', ({ outer, inner, x }) => {
  const to = axesOf(outer)
  return become(outer, { inputs: [x], params: { ...outer.params, axes: axesOf(inner).map(axis => to[axis] ?? 0) } })
})

/** Whatever the view of a broadcast scalar, it is a broadcast scalar. */
const viewOfScalar = after('broadcast', 'view of a broadcast scalar', ({ outer, inner, x }) => {
  const [output] = outer.outputs
  if (x.type.shape.length > 0 || output === undefined) return null
  return become(inner, { params: { ...inner.params, shape: output.type.shape, axes: [] }, outputs: outer.outputs })
})

/** The broadcast goes straight to the permuted place when the axes of its input stay in order. */
const transposeOfBroadcast = after('broadcast', 'transpose of broadcast', ({ outer, inner }) => {
  const [output] = outer.outputs
  const permutation = axesOf(outer, 'permutation')
  const axes = axesOf(inner).map(axis => permutation.indexOf(axis))
  if (output === undefined || axes.some((axis, i) => i > 0 && axis < (axes[i - 1] ?? 0))) return null
  return become(inner, { params: { ...inner.params, shape: output.type.shape, axes }, outputs: outer.outputs })
})

interface Slice {
  readonly starts: readonly number[]
  readonly limits: readonly number[]
  readonly strides: readonly number[]
}

const sliceOf = (equation: Equation): Slice => ({
  starts: axesOf(equation, 'starts'),
  limits: axesOf(equation, 'limits'),
  strides: axesOf(equation, 'strides'),
})

const sliceTwice = after('slice', 'slice of slice', ({ outer, inner, x }) => {
  const [p, q] = [sliceOf(inner), sliceOf(outer)]
  const sizes = outer.outputs[0]?.type.shape ?? []
  const strides = p.strides.map((stride, i) => stride * (q.strides[i] ?? 1))
  const starts = p.starts.map((start, i) => start + (q.starts[i] ?? 0) * (p.strides[i] ?? 1))
  if (sizes.includes(0)) return null
  const limits = starts.map((start, i) => start + ((sizes[i] ?? 1) - 1) * (strides[i] ?? 1) + 1)
  return become(outer, { inputs: [x], params: { ...outer.params, starts, limits, strides } })
})

const shifted = (outer: Equation, x: Variable, by: readonly number[]): Rewritten => {
  const { starts, limits } = sliceOf(outer)
  const params = { ...outer.params, starts: starts.map((s, i) => s - (by[i] ?? 0)), limits: limits.map((l, i) => l - (by[i] ?? 0)) }
  return become(outer, { inputs: [x], params })
}

/** A slice that takes nothing of the padding is a slice of what was padded; one that takes all of that and some of the padding pads less. */
const sliceOfPad = after('pad', 'slice of pad', ({ outer, inner, x }) => {
  const { starts, limits, strides } = sliceOf(outer)
  const [low, high] = [axesOf(inner, 'low'), axesOf(inner, 'high')]
  const whole = inner.outputs[0]?.type.shape ?? []
  if (axesOf(inner, 'interior').some(n => n !== 0)) return null
  const fits = x.type.shape.every((size, i) => {
    const before = low[i] ?? 0
    return (starts[i] ?? 0) >= before && (limits[i] ?? 0) <= before + size && (starts[i] ?? 0) < (limits[i] ?? 0)
  })
  if (fits) return shifted(outer, x, low)
  const less = { low: low.map((n, i) => n - (starts[i] ?? 0)), high: high.map((n, i) => n - ((whole[i] ?? 0) - (limits[i] ?? 0))) }
  const holdsAll = strides.every(n => n === 1) && [...less.low, ...less.high].every(n => n >= 0)
  return holdsAll ? become(inner, { params: { ...inner.params, ...less }, outputs: outer.outputs }) : null
})

const isDirect = ({ params: { method } }: Equation): boolean =>
  typeof method === 'object' && method !== null && 'name' in method && method.name === 'direct'

/** Only those windows that are asked for, of as much of the image as they see; where they go by squares from the first on, they are not the same alone. */
const sliceOfConv = after('conv', 'slice of convolution', ({ outer, inner, x }, known) => {
  const [y] = inner.outputs
  const weight = inner.inputs[1]
  if (y === undefined || weight === undefined || known.uses(y) > 1 || !isDirect(inner)) return null
  const { starts, limits, strides } = sliceOf(outer)
  const [step, dilation] = [axesOf(inner, 'strides'), axesOf(inner, 'kernelDilation')]
  const { padding } = inner.params
  const padded = !Array.isArray(padding) || padding.flat().some(n => n !== 0) || axesOf(inner, 'inputDilation').some(n => n !== 1)
  const full = (axis: number): boolean => starts[axis] === 0 && limits[axis] === y.type.shape[axis]
  const empty = limits.some((limit, i) => limit <= (starts[i] ?? 0))
  if (padded || empty || strides.some(n => n !== 1) || !full(0) || !full(1)) return null
  const from = starts.map((start, i) => (i < 2 ? 0 : start * (step[i - 2] ?? 1)))
  const to = limits.map((limit, i) => {
    if (i < 2) return x.type.shape[i] ?? 0
    return (limit - 1) * (step[i - 2] ?? 1) + ((weight.type.shape[i] ?? 1) - 1) * (dilation[i - 2] ?? 1) + 1
  })
  const seen = variableOf({ shape: to.map((n, i) => n - (from[i] ?? 0)), dtype: x.type.dtype })
  return {
    kind: 'equations',
    equations: [
      { ...outer, inputs: [x], params: { ...outer.params, starts: from, limits: to }, outputs: [seen] },
      { ...inner, inputs: [seen, weight], outputs: outer.outputs },
    ],
  }
})

/** A slice out of one part is a slice of that part. */
const sliceOfConcat = after('concat', 'slice of concat', ({ outer, inner }) => {
  const axis = numberParam(inner.params, 'axis')
  const { starts, limits } = sliceOf(outer)
  const [from, to] = [starts[axis] ?? 0, limits[axis] ?? 0]
  let offset = 0
  for (const part of inner.inputs) {
    const size = part.type.shape[axis] ?? 0
    if (from >= offset && to <= offset + size && from < to) {
      const by = offset
      return shifted(
        outer,
        part,
        starts.map((_, i) => (i === axis ? by : 0)),
      )
    }
    offset += size
  }
  return null
})

const reverseTwice = after('reverse', 'reverse of reverse', ({ outer, inner, x }) => {
  const [p, q] = [axesOf(inner), axesOf(outer)]
  const axes = [...p.filter(axis => !q.includes(axis)), ...q.filter(axis => !p.includes(axis))].sort((a, b) => a - b)
  return axes.length === 0 ? same(x) : become(outer, { inputs: [x], params: { ...outer.params, axes } })
})

const castTwice = after('cast', 'cast of cast', ({ outer, inner, x }) => {
  const [through, to] = [inner.outputs[0]?.type.dtype, outer.outputs[0]?.type.dtype]
  if (through === undefined || to === undefined || !conversionsMerge(x.type.dtype, through, to)) return null
  return x.type.dtype === to ? same(x) : become(outer, { inputs: [x] })
})

/** `abs(-x) = abs(x)`; unsigned integers have no sign to lose. */
const absOfNeg = after('neg', 'abs of neg', pair => (dtypeInfo(pair.x.type.dtype).kind === 'uint' ? null : onTheOriginal(pair)))

/** `select(not c, a, b) = select(c, b, a)` */
const selectOfNot = after('not', 'choice by a negation', ({ outer, x }) => {
  const [, a, b] = outer.inputs
  return a === undefined || b === undefined ? null : become(outer, { inputs: [x, b, a] })
})

export const compositions: Rules = {
  transpose: [transposeTwice, viewOfScalar, transposeOfBroadcast],
  reshape: [after('reshape', 'reshape of reshape', onTheOriginal), viewOfScalar],
  broadcast: [broadcastTwice],
  slice: [viewOfScalar, sliceTwice, sliceOfPad, sliceOfConcat, sliceOfConv],
  reverse: [viewOfScalar, reverseTwice],
  cast: [castTwice],
  bitcast: [after('bitcast', 'bitcast of bitcast', onTheOriginal)],
  abs: [absOfNeg],
  select: [selectOfNot],
}
