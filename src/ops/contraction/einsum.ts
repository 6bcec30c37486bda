// Einstein summation: products of tensors with named axes, summed over the names that the output lacks.
// Two operands at a time become one by a contraction, in the order that costs least; what only one of them has is summed away before.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/index.js'
import { reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { slice } from '../../primitives/structure/slice.js'
import { InternalError, ShapeError } from '../../support/errors.js'
import type { Argument, DTypeResult, DTypesOf, Einsum, List, PromoteAll, ShapeResult, ShapesOf } from '../../types/index.js'
import { computed, rounded } from '../signatures/halves.js'
import { arithmeticKinds, checkKind, commonDType } from '../signatures/operands.js'
import { contract, dropLabel, type Labelled, reorder } from './contract.js'
import { contractionPath } from './contraction-path.js'
import { readSpecification } from './einsum-specification.js'

/** The shape of `einsum(specification, ...operands)`; unknown with an ellipsis. */
export type EinsumShape<Specification extends string, Shapes extends List> = Einsum<Specification, Shapes>

/** An axis that two labels name as one: the diagonal, every (size + 1)-th element of the two axes in one. */
function diagonal({ tensor, labels }: Labelled, label: string): Labelled {
  const [first, second] = [labels.indexOf(label), labels.lastIndexOf(label)]
  const others = labels.map((_, axis) => axis).filter(axis => axis !== first && axis !== second)
  const size = tensor.shape[first] as number
  const rest = others.map(axis => tensor.shape[axis] as number)
  // Unique names, so that the two axes can be moved to the end.
  const names = labels.map((_, axis) => `${axis}`)
  const moved = reorder({ tensor, labels: names }, [...others, first, second].map(String)) // [rest…, size, size]
  const flat = reshape(moved, [...rest, size * size])
  const zeros = rest.map(() => 0)
  const picked = slice(flat, [...zeros, 0], flat.shape, [...rest.map(() => 1), size + 1])
  return { tensor: picked, labels: [...others.map(axis => labels[axis] as string), label] }
}

/** Summed over the labels that nobody else needs. */
function sumAway({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const gone = labels.map((_, axis) => axis).filter(axis => !needed.has(labels[axis] as string))
  return { tensor: reduceSum(tensor, gone), labels: labels.filter(label => needed.has(label)) }
}

/** The size of each label. @throws ShapeError when a letter has two; axes of an ellipsis broadcast */
function sizesOf(operation: string, operands: readonly Labelled[], text: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const [i, { tensor, labels }] of operands.entries())
    for (const [axis, label] of labels.entries()) {
      const size = tensor.shape[axis] as number
      const known = sizes.get(label)
      const broadcasts = label.startsWith('…') && (known === 1 || size === 1)
      if (known !== undefined && known !== size && !broadcasts)
        throw new ShapeError(
          `${operation}: '${label}' must have one size; expected ${known}, got ${size} (axis ${axis} of operand ${i}, ${showType(tensor)}) in '${text}'`,
        )
      if (known === undefined || known === 1) sizes.set(label, size)
    }
  return sizes
}

/** Each label once, and no axis of an ellipsis that others repeat along. */
function normalise(operand: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
  let x = operand
  for (const label of new Set(operand.labels)) {
    while (x.labels.indexOf(label) !== x.labels.lastIndexOf(label)) x = diagonal(x, label)
    if (x.tensor.shape[x.labels.indexOf(label)] !== sizes.get(label)) x = dropLabel(x, label)
  }
  return x
}

/**
 * Einstein summation: the product of all operands, summed over the letters that the output lacks.
 * `einsum('ij,jk->ik', a, b)[i, k] = Σ_j a[i, j] · b[j, k]`. A letter twice in an operand is its diagonal; `...` stands for axes that are
 * not named, which broadcast; without `->` the output has the letters that occur once, in alphabetical order. Of several operands those
 * are multiplied first that cost least: see `einsumPath`.
 * @param specification a term of letters for each operand, and one for the output
 * @param operands numbers[…]; dtypes promote
 * @returns numbers, of the output's axes, of the promoted dtype
 * @throws ShapeError when a term does not name the axes of its operand or a letter has two sizes; ArgumentError when the specification is not
 *   well formed; DTypeError when the dtypes do not promote or are bool
 * @example
 * ```
 * einsum('ij,jk->ik', tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]])).toArray() // [[19, 22], [43, 50]]
 * einsum('ii->', tensor([[1, 2], [3, 4]])).item() // 5
 * ```
 */
export function einsum<const Spec extends string, const Ts extends readonly Tensor[]>(
  specification: Argument<EinsumShape<Spec, ShapesOf<Ts>>, Spec>,
  ...operands: Ts
): Tensor<ShapeResult<EinsumShape<Spec, ShapesOf<Ts>>>, DTypeResult<PromoteAll<DTypesOf<Ts>>>>
export function einsum(text: unknown, ...operands: readonly Tensor[]): Tensor {
  const { factors, output, sizes, dtype } = factorsOf('einsum', text, operands)
  const { steps } = contractionPath(
    factors.map(factor => factor.labels),
    output,
    sizes,
  )
  const nodes: (Labelled | null)[] = [...factors]
  const take = (node: number): Labelled => {
    const factor = nodes[node]
    if (factor == null) throw new InternalError('einsum: a factor was multiplied twice')
    nodes[node] = null
    return factor
  }
  for (const [i, j] of steps) {
    const [left, right] = [take(i), take(j)]
    const others = nodes.flatMap(node => node?.labels ?? [])
    const needed = new Set([...output, ...others])
    const [a, b] = [sumAway(left, new Set([...needed, ...right.labels])), sumAway(right, new Set([...needed, ...left.labels]))]
    const kept = [...new Set([...a.labels, ...b.labels])].filter(label => needed.has(label))
    const labels = others.length === 0 && nodes.every(node => node === null) ? output.filter(label => kept.includes(label)) : kept
    nodes.push({ tensor: contract(a, b, labels), labels })
  }
  return rounded(reorder(sumAway(take(nodes.length - 1), new Set(output)), output), dtype)
}

/** The operands with each label once, in one dtype. @throws ShapeError, ArgumentError, DTypeError */
function factorsOf(operation: string, text: unknown, operands: readonly Tensor[]) {
  for (const x of operands) checkKind(operation, x, arithmeticKinds)
  if (operands.length === 0) throw new ShapeError(`${operation}: needs at least one operand`)
  const specification = readSpecification(operation, text, operands)
  const dtype = commonDType(operation, operands)
  const labelled = operands.map((x, i): Labelled => ({ tensor: computed(cast(x, dtype)), labels: specification.operands[i] ?? [] }))
  const sizes = sizesOf(operation, labelled, String(text))
  return { factors: labelled.map(x => normalise(x, sizes)), output: specification.output, sizes, dtype }
}

/** How an einsum is computed. */
export interface EinsumPath {
  /** Pairs of places in the list of operands, one a step: the two leave the list and their product joins it at the end, as in NumPy. */
  readonly path: readonly (readonly [number, number])[]
  /** Multiplications of all steps. */
  readonly cost: number
  /** Multiplications without an order: of all operands at every place of all letters. */
  readonly naiveCost: number
}

/**
 * The order in which `einsum` multiplies its operands, and what it costs.
 * @param specification a term of letters for each operand, and one for the output
 * @param operands numbers[…]
 * @returns the pairs that are multiplied, and the numbers of multiplications with and without that order
 * @throws ShapeError when a term does not name the axes of its operand or a letter has two sizes, ArgumentError when the specification is
 *   not well formed
 * @example
 * ```
 * einsumPath('ij,jk,k->i', zeros([8, 9]), zeros([9, 10]), zeros([10])).path // [[1, 2], [0, 1]]
 * ```
 */
export function einsumPath(specification: string, ...operands: readonly Tensor[]): EinsumPath {
  const { factors, output, sizes } = factorsOf('einsumPath', specification, operands)
  const { steps, cost } = contractionPath(
    factors.map(factor => factor.labels),
    output,
    sizes,
  )
  const list = factors.map((_, node) => node)
  const path = steps.map(([left, right], k): readonly [number, number] => {
    const places = [list.indexOf(left), list.indexOf(right)].toSorted((p, q) => p - q) as [number, number]
    list.splice(places[1], 1)
    list.splice(places[0], 1)
    list.push(factors.length + k)
    return places
  })
  const volume = [...sizes.values()].reduce((product, size) => product * size, 1)
  return { path, cost, naiveCost: volume * Math.max(1, factors.length - 1) }
}
