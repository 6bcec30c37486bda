// Derivatives: the jvp against central differences, itself and differentiated once more; the transpose rule as the adjoint of what is
// linear; and the derived vjp (linearize, then transpose) as the adjoint of the jvp. All in float64, on the float64 twin of the sample.

import { type HostArray, hostArray } from '../../src/core/array-type.js'
import { differentiate, type Params, type Primitive, type Sample, type Tangent, type TransposeInput } from '../../src/core/primitive.js'
import type { Tensor } from '../../src/core/tensor.js'
import { bind } from '../../src/core/trace.js'
import { isFloat } from '../../src/support/dtype.js'
import { jvp } from '../../src/transforms/forward/jvp.js'
import { vjp } from '../../src/transforms/reverse/vjp.js'
import type { Random } from '../arbitrary/random.js'
import { drawDirection, drawInputs, float64Twin } from '../arbitrary/sample-inputs.js'
import { differenceOf, hostOf, innerProduct, referenceOutputs, tensorOf, typeViolation, type Violation } from './compare-arrays.js'

const step = 1e-5
/**
 * Central differences of a function of size s err by s·ε/h from rounding, which is 2e-11·s at this step, and by h²/6 of its third
 * derivative, which leaves room for one of 10⁴ times the function's size; wrong rules are wrong by the size of the derivative.
 */
const differenceTolerance = 1e-6

/** Two exact ways to compute one inner product in float64: each rounds at most a few hundred times, at 1.1e-16 of Σ|terms| each. */
const adjointTolerance = 1e-12

/** Identities whose derivative is zero on purpose: differences would see one. */
const hidesItsDerivative = (primitive: Primitive): boolean => primitive.name === 'stopGradient' || primitive.name === 'bitcast'

/** Whether what its jvp binds can be transposed. */
const isReversible = ({ transpose }: Primitive): boolean => transpose === 'nonlinear' || typeof transpose === 'function'

/** A use of a primitive as a function of its float inputs alone. */
interface Use {
  readonly inputs: readonly HostArray[]
  readonly outputs: readonly HostArray[]
  readonly params: Params
  /** The positions of the float inputs and outputs. */
  readonly floats: readonly number[]
  readonly floatOutputs: readonly number[]
}

/** `null` where there is nothing to differentiate. */
function float64Use(primitive: Primitive, sample: Sample<Params>, random: Random): Use | null {
  const isDifferentiable = (types: readonly { readonly dtype: HostArray['dtype'] }[]): number[] =>
    types.flatMap((type, i) => (isFloat(type.dtype) ? [i] : []))
  const hasFloats =
    isDifferentiable(sample.inputs).length > 0 && isDifferentiable(primitive.typeOf(sample.inputs, sample.params)).length > 0
  if (!hasFloats || hidesItsDerivative(primitive)) return null
  const twin = float64Twin(sample)
  const inputs = drawInputs(twin, random)
  const outputs = referenceOutputs(primitive, inputs, twin.params)
  return { inputs, outputs, params: twin.params, floats: isDifferentiable(inputs), floatOutputs: isDifferentiable(outputs) }
}

const zerosLike = (array: HostArray): HostArray => hostArray({ shape: array.shape, dtype: array.dtype })

/** `x + scale · direction` where there is a direction. */
const moved = (inputs: readonly HostArray[], directions: readonly (HostArray | null)[], scale: number): readonly HostArray[] =>
  inputs.map((input, i) => {
    const direction = directions[i]
    return direction == null ? input : { ...input, data: input.data.map((x, k) => x + scale * (direction.data[k] as number)) }
  })

/** Compares tangents with central differences of `f`. */
function againstDifferences(
  f: (inputs: readonly HostArray[]) => readonly HostArray[],
  inputs: readonly HostArray[],
  directions: readonly (HostArray | null)[],
  tangents: readonly HostArray[],
): Violation {
  const [above, below] = [f(moved(inputs, directions, step)), f(moved(inputs, directions, -step))]
  for (const [i, tangent] of tangents.entries()) {
    const [high, low] = [above[i] as HostArray, below[i] as HostArray]
    const difference = (a: number, b: number): number => (a === b ? 0 : (a - b) / (2 * step))
    const differences = { ...high, data: high.data.map((y, k) => difference(y, low.data[k] as number)) }
    const size = (k: number): number => 1 + Math.abs(high.data[k] as number) + Math.abs(tangent.data[k] as number)
    const violation = differenceOf(`tangent ${i}`, tangent, differences, k => differenceTolerance * size(k))
    if (violation !== null) return violation
  }
  return null
}

/** Which inputs get a tangent: all floats at once, and each alone. */
const directionSets = ({ inputs, floats }: Use, random: Random): readonly (readonly (HostArray | null)[])[] =>
  [floats, ...(floats.length > 1 ? floats.map(i => [i]) : [])].map(set =>
    inputs.map((input, i) => (set.includes(i) ? drawDirection(input, random) : null)),
  )

export function jvpAgreesWithDifferences(primitive: Primitive, sample: Sample<Params>, random: Random): Violation {
  const use = float64Use(primitive, sample, random)
  if (use === null) return null
  const f = (inputs: readonly HostArray[]): readonly HostArray[] =>
    referenceOutputs(primitive, inputs, use.params).filter((_, i) => use.floatOutputs.includes(i))
  for (const directions of directionSets(use, random)) {
    const given = directions.map((d): Tangent => (d === null ? null : tensorOf(d)))
    const { tangents } = differentiate(primitive, use.inputs.map(tensorOf), given, use.params, () => use.outputs.map(tensorOf))
    const odd = use.outputs.findIndex((output, i) => !isFloat(output.dtype) && tangents[i] != null)
    if (odd >= 0) return `output ${odd} is not float, but has a tangent`
    const found = use.floatOutputs.map(i => {
      const tangent = tangents[i] ?? null
      return tangent === null ? zerosLike(use.outputs[i] as HostArray) : hostOf(tangent)
    })
    const violation = againstDifferences(f, use.inputs, directions, found)
    if (violation !== null) return `with tangents for inputs [${directions.flatMap((d, i) => (d === null ? [] : [i]))}]: ${violation}`
  }
  return null
}

/** The primitive as a function of tensors: of its float inputs, giving its float outputs. */
const asFunction =
  (primitive: Primitive, { inputs, params, floats, floatOutputs }: Use) =>
  (...xs: readonly Tensor[]): readonly Tensor[] => {
    const all = inputs.map((input, i) => xs[floats.indexOf(i)] ?? tensorOf(input))
    return bind(primitive, all, params).filter((_, i) => floatOutputs.includes(i))
  }

export function derivativeDifferentiates(primitive: Primitive, sample: Sample<Params>, random: Random): Violation {
  const use = float64Use(primitive, sample, random)
  if (use === null) return null
  const f = asFunction(primitive, use)
  const xs = use.floats.map(i => use.inputs[i] as HostArray)
  const inner = xs.map(x => tensorOf(drawDirection(x, random)))
  const outer = xs.map(x => drawDirection(x, random))
  const derivative = (...at: readonly Tensor[]): readonly Tensor[] => jvp(f, at, inner)[1]
  const [, tangents] = jvp(derivative, xs.map(tensorOf), outer.map(tensorOf))
  return againstDifferences(at => derivative(...at.map(tensorOf)).map(hostOf), xs, outer, tangents.map(hostOf))
}

export function pullbackIsAdjoint(primitive: Primitive, sample: Sample<Params>, random: Random): Violation {
  const use = isReversible(primitive) ? float64Use(primitive, sample, random) : null
  if (use === null) return null
  const f = asFunction(primitive, use)
  const xs = use.floats.map(i => use.inputs[i] as HostArray)
  const v = xs.map(x => drawDirection(x, random))
  const [, jv] = jvp(f, xs.map(tensorOf), v.map(tensorOf))
  const [outputs, pullback] = vjp(f, ...xs.map(tensorOf))
  const w = outputs.map(output => drawDirection(output, random))
  return sameProducts([jv.map(hostOf), w], [v, pullback(w.map(tensorOf)).map(hostOf)])
}

/** `Σ⟨a, b⟩` of two lists of pairs must be one number. */
function sameProducts(
  [jv, w]: readonly [readonly HostArray[], readonly HostArray[]],
  [v, jtw]: readonly [readonly HostArray[], readonly HostArray[]],
): Violation {
  const total = (a: readonly HostArray[], b: readonly HostArray[]): readonly [number, number] =>
    a.map((x, i) => innerProduct(x, b[i] as HostArray)).reduce<[number, number]>(([p, q], [s, m]) => [p + s, q + m], [0, 0])
  const [[left, leftSize], [right, rightSize]] = [total(jv, w), total(v, jtw)]
  const bound = adjointTolerance * (leftSize + rightSize)
  return Math.abs(left - right) <= bound ? null : `⟨Jv, w⟩ = ${left}, but ⟨v, Jᵀw⟩ = ${right}; they may differ by ${bound}`
}

/** The nonempty subsets of a list. */
const subsets = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: 2 ** list.length - 1 }, (_, k) => list.filter((_, i) => (((k + 1) >> i) & 1) === 1))

/** Transposition by the rule itself, for each set of inputs in which the operation turns out to be linear. */
export function adjointIdentity(primitive: Primitive, sample: Sample<Params>, random: Random): Violation {
  const { transpose } = primitive
  const use = typeof transpose === 'function' ? float64Use(primitive, sample, random) : null
  if (typeof transpose !== 'function' || use === null) return null
  const { inputs, outputs, params } = use
  for (const set of subsets(use.floats)) {
    const f = (values: readonly HostArray[]): readonly HostArray[] => {
      const all = inputs.map((input, i) => values[set.indexOf(i)] ?? input)
      return referenceOutputs(primitive, all, params)
    }
    const draw = (): readonly HostArray[] => set.map(i => drawDirection(inputs[i] as HostArray, random))
    if (!isLinear(f, draw(), draw())) continue
    const v = draw()
    const jv = f(v)
    // A product of nothing is linear in both factors, but no rule is asked for that.
    if (set.length > 1 && jv.every(({ data }) => data.every(x => x === 0))) continue
    const w = outputs.map(output => drawDirection(output, random))
    const operands = inputs.map(
      (input, i): TransposeInput =>
        set.includes(i) ? { linear: true, type: { shape: input.shape, dtype: input.dtype } } : { linear: false, value: tensorOf(input) },
    )
    const cotangents = transpose(w.map(tensorOf), operands, params, outputs)
    const odd = inputs.findIndex((_, i) => !set.includes(i) && cotangents[i] != null)
    if (odd >= 0) return `linear in inputs [${set}]: input ${odd} is a known value, but has a cotangent`
    const jtw: HostArray[] = []
    for (const i of set) {
      const cotangent = cotangents[i] ?? null
      const input = inputs[i] as HostArray
      const typed = cotangent === null ? null : typeViolation(`the cotangent of input ${i}`, cotangent, input)
      if (typed !== null) return typed
      jtw.push(cotangent === null ? zerosLike(input) : hostOf(cotangent))
    }
    const violation = sameProducts([jv, w], [v, jtw])
    if (violation !== null) return `linear in inputs [${set}]: ${violation}`
  }
  return null
}

/** Whether `f(2a - 3b) = 2f(a) - 3f(b)`, up to rounding. */
function isLinear(f: (values: readonly HostArray[]) => readonly HostArray[], a: readonly HostArray[], b: readonly HostArray[]): boolean {
  const combine = (p: readonly HostArray[], q: readonly HostArray[]): readonly HostArray[] =>
    p.map((x, i) => ({ ...x, data: x.data.map((value, k) => 2 * value - 3 * (q[i]?.data[k] as number)) }))
  const [whole, parts] = [f(combine(a, b)), combine(f(a), f(b))]
  return whole.every((x, i) => differenceOf('f', x, parts[i] as HostArray, k => 1e-9 * (1 + Math.abs(x.data[k] as number))) === null)
}
