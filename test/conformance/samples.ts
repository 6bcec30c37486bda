// Runs samples of PyTorch through our operations: values, and gradients of Σ wᵢ·yᵢ over all floating results.

import { type DType, grad, isTensor, type Tensor, tensor } from 'tenet'
import { type Call, LeftOut, ours, type Table } from './row.js'

type Encoded = number | string | boolean

interface EncodedTensor {
  readonly tensor: readonly Encoded[]
  readonly shape: readonly number[]
  readonly dtype: string
}

export interface Sample {
  readonly name: string
  readonly arguments: readonly unknown[]
  readonly keywords?: Readonly<Record<string, unknown>>
  readonly outputs: unknown
  /** For each tensor among the arguments, in order; `null` where there is none. */
  readonly gradients?: readonly (readonly Encoded[] | null)[]
}

/** Agrees; is not for us, and why; or differs, and how. */
export type Outcome = { readonly kind: 'passes' } | { readonly kind: 'left out' | 'fails'; readonly why: string }

const isEncoded = (value: unknown): value is EncodedTensor => typeof value === 'object' && value !== null && 'tensor' in value

/** Integers of 64 bits are positions or small numbers in these samples. */
const dtypeOf = (dtype: string): DType => (dtype === 'int64' ? 'int32' : (dtype as DType))

function decode(value: unknown, leaves: Tensor[]): unknown {
  if (isEncoded(value)) {
    const elements = Float64Array.from(numbers(value.tensor))
    // Complex elements are pairs of numbers.
    const made = ours('cast', tensor(elements, value.shape, value.dtype === 'complex128' ? 'complex128' : 'float64'), dtypeOf(value.dtype))
    leaves.push(made)
    return made
  }
  if (Array.isArray(value)) return value.map(one => decode(one, leaves))
  if (value === 'inf' || value === '-inf' || value === 'nan') return Number(String(value).replace('inf', 'Infinity'))
  if (typeof value === 'object' && value !== null) {
    if ('dtype' in value && value.dtype !== 'float64') throw new LeftOut(`dtype ${String(value.dtype)}`)
    // A range of an axis, as indexing writes it.
    if ('slice' in value) return { range: value.slice }
    if (!('dtype' in value)) throw new LeftOut('an ellipsis as an argument')
    return null
  }
  return value
}

/** The same tree with other tensors in their places. */
function withLeaves(value: unknown, next: () => Tensor): unknown {
  if (isTensor(value)) return next()
  if (Array.isArray(value)) return value.map(one => withLeaves(one, next))
  return value
}

const flat = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.flatMap(flat) : [value])

const weights = (size: number): Float64Array => Float64Array.from({ length: size }, (_, i) => ((i % 5) - 1.5) / 2)
const isFloating = (x: unknown): x is Tensor => isTensor(x) && (x.dtype === 'float64' || x.dtype === 'float32' || x.dtype === 'complex128')
/** A complex number counts as two. */
const asReal = (x: Tensor): Tensor => (x.dtype === 'complex128' ? ours('stack', [ours('real', x), ours('imag', x)], -1) : x)

const numbers = (data: readonly Encoded[]): number[] =>
  data.map(x => (typeof x === 'string' ? Number(x.replace('inf', 'Infinity')) : Number(x)))

/**
 * Their numbers have twelve digits, and both have rounding errors of sums of up to some hundred products: 1e-9 of the largest is far from both, and
 * far from any other meaning.
 */
const usualTolerance = 1e-9

function difference(what: string, got: readonly number[], expected: readonly number[], tolerance: number): string | null {
  if (got.length !== expected.length) return `${what}: ${got.length} elements for ${expected.length}`
  const scale = Math.max(1, ...expected.filter(Number.isFinite).map(Math.abs))
  for (const [i, value] of expected.entries()) {
    const mine = got[i] ?? Number.NaN
    if (Object.is(mine + 0, value + 0) || Math.abs(mine - value) <= tolerance * scale) continue
    return `${what}, element ${i}: ${mine} for ${value}`
  }
  return null
}

const elements = (x: unknown): number[] => (isTensor(x) ? [...x.dataSync()].map(Number) : [Number(x)])

function compareOutputs(result: unknown, outputs: unknown, tolerance: number): string | null {
  const [got, expected] = [flat(result), flat(outputs)]
  if (got.length === 0 && expected.length > 0) return 'no result'
  // Ours may give less than theirs: no positions beside values.
  for (const [i, mine] of got.entries()) {
    // Not determined, so not compared.
    if (mine === null) continue
    const theirs = expected[i]
    if (isEncoded(theirs) && isTensor(mine) && mine.shape.join() !== theirs.shape.join())
      return `result ${i}: shape [${mine.shape}] for [${theirs.shape}]`
    const wrong = difference(`result ${i}`, elements(mine), isEncoded(theirs) ? numbers(theirs.tensor) : [Number(theirs)], tolerance)
    if (wrong !== null) return wrong
  }
  return null
}

export function runSample(table: Table, sample: Sample): Outcome {
  const row = table[sample.name]
  if (row === undefined) return { kind: 'fails', why: 'no row' }
  if (typeof row === 'string') return { kind: 'left out', why: row }
  try {
    const leaves: Tensor[] = []
    const call: Call = {
      arguments: sample.arguments.map(one => decode(one, leaves)),
      keywords: Object.fromEntries(Object.entries(sample.keywords ?? {}).map(([name, one]) => [name, decode(one, leaves)])),
    }
    const tolerance = row.tolerance ?? usualTolerance
    const result = row.run(call)
    const wrong =
      compareOutputs(result, sample.outputs, tolerance) ??
      (row.valuesOnly === undefined
        ? gradientsDiffer(row.run, call, leaves, sample, flat(result).filter(part => part !== null).length, tolerance)
        : null)
    return wrong === null ? { kind: 'passes' } : { kind: 'fails', why: wrong }
  } catch (error) {
    if (error instanceof LeftOut) return { kind: 'left out', why: error.message }
    return { kind: 'fails', why: error instanceof Error ? `${error.name}: ${error.message.split('\n')[0]}` : String(error) }
  }
}

function gradientsDiffer(
  run: (call: Call) => unknown,
  call: Call,
  leaves: readonly Tensor[],
  sample: Sample,
  results: number,
  tolerance: number,
): string | null {
  const { gradients } = sample
  if (gradients === undefined) return null
  const wanted = leaves.filter((leaf, i) => isFloating(leaf) && gradients[i] != null)
  const counted = flat(sample.outputs).filter(y => isEncoded(y) && (y.dtype.startsWith('float') || y.dtype === 'complex128')).length
  if (wanted.length === 0 || results < counted) return null
  const loss = (xs: readonly Tensor[]): Tensor<[], 'float64'> => {
    const places = new Map(wanted.map((leaf, i) => [leaf, xs[i] ?? leaf]))
    let at = 0
    const next = (): Tensor => {
      const leaf = leaves[at++] as Tensor
      return places.get(leaf) ?? leaf
    }
    const replaced: Call = {
      arguments: call.arguments.map(one => withLeaves(one, next)),
      keywords: Object.fromEntries(Object.entries(call.keywords).map(([name, one]) => [name, withLeaves(one, next)])),
    }
    const parts = flat(run(replaced))
      .filter(isFloating)
      .map(asReal)
      .map(y => ours('sum', ours('mul', ours('reshape', y, [-1]), tensor(weights(y.shape.reduce((a, b) => a * b, 1))))))
    return parts.reduce((a, b) => ours('add', a, b)) as Tensor<[], 'float64'>
  }
  const got = (grad(loss) as unknown as (xs: readonly Tensor[]) => readonly Tensor[])(wanted)
  for (const [i, leaf] of wanted.entries()) {
    const theirs = gradients[leaves.indexOf(leaf)]
    // Theirs are the conjugates of ours.
    const mine = got[i]?.dtype === 'complex128' ? ours('conj', got[i]) : got[i]
    const wrong = difference(`gradient ${i}`, elements(mine), numbers(theirs ?? []), tolerance)
    if (wrong !== null) return wrong
  }
  return null
}
