// Which parameters something is meant for: by the pattern of their paths, or by a tree of booleans.

import { isTensor } from '../core/tensor.js'
import { ArgumentError, ShapeError } from '../support/errors.js'
import { show } from '../support/show.js'
import { flatten, paths, unflatten } from '../support/tree.js'

/** `true` where parameters are selected; a boolean in the place of a record or list stands for all that is in it. */
export type Selection = boolean | readonly Selection[] | { readonly [name: string]: Selection }

/** A pattern that the paths of parameters must match (`/^fc\./`, `/\.bias$/`), or a tree of booleans like them. */
export type Selector = RegExp | Selection

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !isTensor(value)

/** The tree with null in the place of the tensors that `keeps` does not keep. */
function keep(tree: unknown, keeps: (path: string) => boolean): unknown {
  const { leaves, structure } = flatten(tree, isTensor)
  const names = paths(structure)
  return unflatten(
    structure,
    leaves.map((leaf, i) => (keeps(names[i] ?? '') ? leaf : null)),
  )
}

function walk(operation: string, selection: Selection, tree: unknown, path: string): unknown {
  if (selection === true) return tree
  if (selection === false) return keep(tree, () => false)
  if (typeof selection !== 'object' || selection === null)
    throw new ArgumentError(`${operation}: a selection is a pattern or a tree of booleans; got ${show(selection)} at '${path}'`)
  const inner: Readonly<Record<string, Selection>> = Object.fromEntries(Object.entries(selection))
  const [wanted, got] = [Object.keys(inner), isFields(tree) ? Object.keys(tree) : []]
  if (!isFields(tree) || Array.isArray(tree) !== Array.isArray(selection) || wanted.sort().join() !== got.sort().join())
    throw new ShapeError(
      `${operation}: the selection must have the parameters' structure, or a boolean for all of a part; ` +
        `expected the keys [${got}] at '${path}', got [${wanted}]`,
    )
  const entries = Object.entries(tree).map(
    ([key, child]) => [key, walk(operation, inner[key] ?? false, child, path === '' ? key : `${path}.${key}`)] as const,
  )
  return Array.isArray(tree) ? entries.map(([, child]) => child) : Object.fromEntries(entries)
}

/**
 * The tree with null in the place of the tensors that are not selected.
 * @throws ShapeError where a tree of booleans does not fit
 */
export const select = (operation: string, selector: Selector, tree: unknown): unknown =>
  selector instanceof RegExp ? keep(tree, path => path.search(selector) >= 0) : walk(operation, selector, tree, '')

/** The paths of the selected tensors. */
export function selectedPaths(operation: string, selector: Selector, tree: unknown): ReadonlySet<string> {
  return new Set(paths(flatten(select(operation, selector, tree), isTensor).structure))
}

/** The tree with the tensors at these paths alone. */
export const only = (tree: unknown, selected: ReadonlySet<string>): unknown => keep(tree, path => selected.has(path))

/** The tree without the tensors at these paths. */
export const without = (tree: unknown, selected: ReadonlySet<string>): unknown => keep(tree, path => !selected.has(path))
