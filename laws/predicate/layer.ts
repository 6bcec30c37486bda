// What must hold of every layer, for one draw: a shape of examples, a key, two batches. All of it is float32 as it comes, float64 where
// derivatives are compared.

import { evalShape, isTensor, random, type Tensor, vjp } from 'tenet'
import type { Sizes } from '../arbitrary/shape.js'
import { exampleOf, stackLeaves } from './batching.js'
import { survivesCheckpoint } from './checkpoint.js'
import { bitDifferenceOf, type Violation } from './compare-arrays.js'
import { jitKeepsBits } from './compilation.js'
import { agreesWithDifferences, isAdjoint } from './derivatives.js'
import { isPure } from './purity.js'
import { directionLike, floatPart, inFloat64, leavesOf, sameBits, treeDifference, typeDifferenceOf } from './trees.js'

/** A layer whose types are not looked at. */
export interface AnyLayer {
  readonly init: (key: random.Key, input: Sizes) => unknown
  readonly apply: (params: unknown, x: Tensor) => Tensor
  readonly train: (params: unknown, x: Tensor, key: random.Key) => readonly [Tensor, unknown]
}

/** What is drawn for a layer. */
export interface LayerDraw {
  /** The shape of one example. */
  readonly input: Sizes
  readonly key: random.Key
  /** A batch of examples. */
  readonly x: Tensor
  /** Another batch of the same shape. */
  readonly other: Tensor
  /** For directions. */
  readonly seed: number
}

export interface LayerCase extends LayerDraw {
  readonly layer: AnyLayer
}

/** What the layer says of itself, beyond what its functions show. */
export interface Declared {
  /** Paths and shapes of the parameters for examples of a shape. */
  readonly parameters?: (input: Sizes) => Readonly<Record<string, Sizes>>
  /** The shape of the result for one example of a shape. */
  readonly output?: (input: Sizes) => Sizes
  /** Paths of parameters that no gradient reaches, beside running statistics: frozen ones. */
  readonly untrained?: RegExp
}

/** The same key gives the same bits; another key gives a tree of the same names and types. */
export function initIsDeterministic({ layer, input, key }: LayerCase): Violation {
  const params = layer.init(key, input)
  const again = sameBits('init with the same key', layer.init(key, input), params)
  if (again !== null) return again
  const otherKey = key.add(1)
  return treeDifference('init with another key', leavesOf(layer.init(otherKey, input)), leavesOf(params), typeDifferenceOf)
}

/** Parameters are tensors, of the declared paths and shapes. */
export function hasDeclaredTree({ layer, input, key }: LayerCase, { parameters }: Declared): Violation {
  const params = leavesOf(layer.init(key, input))
  if (parameters === undefined) return null
  const show = (shapes: Readonly<Record<string, Sizes>>): string =>
    Object.entries(shapes)
      .map(([path, shape]) => `${path} [${shape.join(',')}]`)
      .join(', ')
  const got = show(Object.fromEntries([...params].map(([path, { shape }]) => [path, shape])))
  const expected = show(parameters(input))
  return got === expected ? null : `the parameters must be ${expected}; got ${got}`
}

export const applyIsPure = ({ layer, input, key, x, other }: LayerCase): Violation => {
  const params = layer.init(key, input)
  return isPure(layer.apply, [params, x], [params, other])
}

/** Abstract evaluation, one example and many agree on the shape of the result; the batch comes first. */
export function applyKeepsItsShape({ layer, input, key, x }: LayerCase, { output }: Declared): Violation {
  const params = layer.init(key, input)
  const y = layer.apply(params, x)
  const traced = evalShape((p: unknown, a: Tensor) => layer.apply(p, a))(params, x)
  const show = (shape: Sizes): string => `[${shape.join(',')}]`
  if (show(traced.shape) !== show(y.shape) || traced.dtype !== y.dtype)
    return `the result must be ${traced.dtype}${show(traced.shape)} as in evalShape; got ${y.dtype}${show(y.shape)}`
  if (y.shape[0] !== x.shape[0]) return `the batch axis must stay first; expected [${x.shape[0]},…], got ${show(y.shape)}`
  if (output !== undefined && show(y.shape.slice(1)) !== show(output(input)))
    return `the result must have the declared shape ${show(output(input))} for each example; got ${show(y.shape.slice(1))}`
  return null
}

/** Applying to a batch is the stack of applying to its examples, to the bit: a result does not depend on what it was batched with. */
export function applyBatches({ layer, input, key, x }: LayerCase): Violation {
  const params = layer.init(key, input)
  const count = x.shape[0] ?? 0
  const alone = (i: number): Tensor => exampleOf(layer.apply(params, asBatch(exampleOf(x, i))), 0)
  const singles = Array.from({ length: count }, (_, i) => leavesOf(alone(i)))
  return treeDifference('the batch', leavesOf(layer.apply(params, x)), stackLeaves(singles), bitDifferenceOf)
}

/** A batch of one. */
const asBatch = (example: Tensor): Tensor => example.reshape([1, ...example.shape])

export function compilesBitForBit({ layer, input, key, x }: LayerCase): Violation {
  const params = layer.init(key, input)
  return jitKeepsBits(layer.apply, [params, x]) ?? jitKeepsBits(layer.train, [params, x, key])
}

/** The result as a function of what is float among input and trained parameters, in float64. */
function smoothPart(f: (params: unknown, x: Tensor) => unknown, params: unknown, x: Tensor, untrained: RegExp | undefined) {
  // In the list of both, a parameter's path begins with its place.
  const { floats, rebuild } = floatPart(inFloat64([params, x] as const), path => untrained?.test(path.replace(/^0\./, '')) === true)
  return {
    floats,
    f: (...given: readonly Tensor[]): unknown => {
      const [p, a] = rebuild(given)
      return f(p, a)
    },
  }
}

/** Applied and training: differences, and reverse against forward, in parameters and input together. */
export function differentiates({ layer, input, key, x, seed }: LayerCase, { untrained }: Declared): Violation {
  const params = layer.init(key, input)
  const functions = { apply: layer.apply, train: (p: unknown, a: Tensor) => layer.train(p, a, key)[0] }
  for (const [name, function_] of Object.entries(functions)) {
    const { floats, f } = smoothPart(function_, params, x, untrained)
    if (floats.length === 0) return null
    const violation = agreesWithDifferences(f, floats, seed) ?? isAdjoint(f, floats, seed)
    if (violation !== null) return `${name}: ${violation}`
  }
  return null
}

/** As many inputs and keys are tried before a parameter is said to have no gradient: units may be dead for one input, or dropped. */
const attempts = 8

/** Training moves every parameter: each has an element with a gradient, for one of some inputs. */
export function noParameterIsIdle({ layer, input, key, x, seed }: LayerCase, { untrained }: Declared): Violation {
  const params = layer.init(key, input)
  const { floats, rebuild, paths } = floatPart(params)
  const idle = new Map(paths.map((path, i) => [i, path] as const).filter(([, path]) => untrained?.test(path) !== true))
  for (let attempt = 0; attempt < attempts && idle.size > 0; attempt++) {
    const at = attempt === 0 ? x : directionLike(x, seed + attempt)
    const [y, pullback] = vjp((...given: readonly Tensor[]) => layer.train(rebuild(given), at, random.foldIn(key, attempt))[0], ...floats)
    const gradients = pullback(directionLike(y, seed - 1 - attempt))
    for (const i of [...idle.keys()]) if (gradients[i]?.dataSync().some(element => element !== 0)) idle.delete(i)
  }
  return idle.size === 0 ? null : `every parameter must have a gradient; got none for ${[...idle.values()].join(', ')}`
}

export const parametersSurviveCheckpoint = ({ layer, input, key }: LayerCase): Promise<Violation> =>
  survivesCheckpoint(layer.init(key, input))

/** Training gives a result like applying, parameters like those it was given, and the same for the same key. */
export function trainingIsPure({ layer, input, key, x, other }: LayerCase): Violation {
  const params = layer.init(key, input)
  const impure = isPure(layer.train, [params, x, key], [params, other, key])
  if (impure !== null) return impure
  const [y, refreshed] = layer.train(params, x, key)
  if (!isTensor(y)) return 'train must return a tensor and parameters'
  return (
    treeDifference('the result of train', leavesOf(y), leavesOf(layer.apply(params, x)), typeDifferenceOf) ??
    treeDifference('the parameters that train returns', leavesOf(refreshed), leavesOf(params), typeDifferenceOf)
  )
}
