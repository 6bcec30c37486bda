// Reads the specification of an einsum: `'bij,bjk->bik'`. Spaces do not count; `...` stands for the axes that letters do not name, lined
// up at the last and broadcast; without `->` the output has the letters that occur once, in alphabetical order, after the ellipsis.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { show } from '../signatures/operands.js'

/** The names of the axes of each operand and of the output; axes of an ellipsis are named `…0`, `…1`, … from the last. */
export interface Specification {
  readonly operands: readonly (readonly string[])[]
  readonly output: readonly string[]
}

const ellipsis = '...'

const ellipsisLabels = (rank: number): string[] => Array.from({ length: rank }, (_, i) => `…${rank - 1 - i}`)

/** @throws ArgumentError unless the term is letters with at most one ellipsis */
function checkTerm(operation: string, term: string, specification: string): void {
  if (!/^[A-Za-z]*(\.\.\.)?[A-Za-z]*$/.test(term))
    throw new ArgumentError(`${operation}: a term must be letters and at most one ellipsis; got '${term}' in '${specification}'`)
}

/** The axes of a term, the ellipsis standing for `rank` of them. */
function labelsOf(term: string, rank: number): string[] {
  const [before = '', after] = term.split(ellipsis)
  return after === undefined ? [...before] : [...before, ...ellipsisLabels(rank), ...after]
}

/** @throws ArgumentError, ShapeError when the specification is not well formed or does not name the axes of the operands */
export function readSpecification(operation: string, text: unknown, operands: readonly Tensor[]): Specification {
  if (typeof text !== 'string') throw new ArgumentError(`${operation}: expected a specification like 'ij,jk->ik'; got ${show(text)}`)
  const [inputs = '', output, ...more] = text.replaceAll(' ', '').split('->')
  if (more.length > 0) throw new ArgumentError(`${operation}: there can be one '->'; got '${text}'`)
  const terms = inputs.split(',')
  for (const term of terms) checkTerm(operation, term, text)
  if (terms.length !== operands.length)
    throw new ShapeError(`${operation}: each operand needs a term; expected ${terms.length} operands for '${text}', got ${operands.length}`)
  const ranks = terms.map((term, i) => {
    const x = operands[i]
    const letters = term.replace(ellipsis, '').length
    const missing = (x?.shape.length ?? 0) - letters
    if (missing < 0 || (missing > 0 && !term.includes(ellipsis)))
      throw new ShapeError(`${operation}: '${term}' must name the axes of operand ${i}; got ${x === undefined ? 'nothing' : showType(x)}`)
    return missing
  })
  const labels = terms.map((term, i) => labelsOf(term, ranks[i] ?? 0))
  return { operands: labels, output: outputLabels(operation, output, labels, Math.max(0, ...ranks), text) }
}

function outputLabels(
  operation: string,
  output: string | undefined,
  operands: readonly (readonly string[])[],
  rank: number,
  text: string,
): string[] {
  const all = operands.flat()
  if (output === undefined) {
    const once = [...new Set(all)].filter(label => !label.startsWith('…') && all.filter(other => other === label).length === 1)
    return [...ellipsisLabels(rank), ...once.toSorted()]
  }
  checkTerm(operation, output, text)
  const labels = labelsOf(output, rank)
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i)
  if (repeated !== undefined)
    throw new ArgumentError(`${operation}: the output must name an axis once; got '${repeated}' twice in '${text}'`)
  const unknown = labels.find(label => !all.includes(label))
  if (unknown !== undefined)
    throw new ArgumentError(`${operation}: the output's letters must be in the inputs; got '${unknown}' in '${text}'`)
  return labels
}
