// Where the micro-kernel of a contraction gets its left operand from: the array itself, in panels whose rows lie at fixed distances from each other where
// that can be, or else, where elements are computed, panels that are packed beforehand, a vector for each depth.

import { add, compare, constant, type Expr, index, mul, operands, rem, select, sub, variable } from '../../../core/expr.js'
import { type Variable, variableOf } from '../../../core/graph.js'
import type { DTypeName } from '../../../support/dtype.js'
import { InternalError } from '../../../support/errors.js'
import { sizeOf } from '../../../support/shape.js'
import { guardReads } from '../../fusion/inline.js'
import { affineIn, dependsOn, simplifyIndex } from '../../index-algebra/index.js'
import { type LoopVariable, prefetch, type Statement } from '../../kernel/ir.js'
import { type Draft, draft, type Scheduled } from '../draft.js'
import { delinearize, extent, minimum, read, simplifyAll, substitute } from '../loops.js'
import { scheduleMap } from '../map.js'
import type { Contraction } from './contract.js'
import { fillsPanels, type Panels, panelsOf } from './panels.js'
import { depthTable, mostPlaces, type Separated, separate, table } from './separate.js'

/** An element of panel `p`, row `i` of it, depth `k`. */
export interface LeftPlace {
  readonly b: Expr
  readonly p: Expr
  readonly k: Expr
  readonly i: number
}

/** The left operand of the micro-kernel. */
export interface Left {
  readonly panels: Panels
  /** What packs it beforehand. */
  readonly packing: readonly Scheduled[]
  readonly begin: (d: Draft) => {
    /** Once a task. */
    readonly setup: readonly Statement[]
    /** The row that panel `p` begins with. */
    readonly first: (p: Expr) => Expr
    readonly at: (place: LeftPlace) => Expr
    /** Once a depth of a tile: asks for what it will read. */
    readonly ahead: (place: Omit<LeftPlace, 'i'>) => readonly Statement[]
  }
}

/**
 * @param most the rows of the largest tile
 * @param groups into how many parts the panels are dealt
 */
export function leftOf(name: string, c: Contraction, most: number, groups: number): Left {
  const rows = extent(c.rows)
  const inPlace = leftInPlace(c, most, groups)
  if (inPlace !== null) return { ...inPlace, packing: [] }
  const { type } = c.left
  if (type === 'index') throw new InternalError('contract: a left operand of positions')
  const panels = panelsOf(rows, rows, most, groups)
  const pitch = pitchOf(panels.height)
  const depth = extent(c.depth)
  const packed = variableOf({ shape: [extent(c.batch), panels.count, ...c.depth.map(v => v.extent), pitch], dtype: type })
  const at = ({ b, p, k, i }: LeftPlace): Expr =>
    add(mul(add(mul(add(mul(b, index(panels.count)), p), index(depth)), k), index(pitch)), index(i))
  return {
    panels,
    packing: [{ ...packLeft(`${name}_left`, c, packed, panels), laysOut: true }],
    begin: d => ({ setup: [], first: panels.from, at: place => read(type, d.argument(packed), at(place)), ahead: () => [] }),
  }
}

// ---- in place ----

/** What positions are divided by, which depends on the variable. */
function divisorsIn(position: Expr, v: LoopVariable): ReadonlySet<number> {
  const found = new Set<number>()
  const visit = (e: Expr): void => {
    if (!dependsOn(e, v)) return
    if (e.op === 'binary' && (e.name === 'div' || e.name === 'rem') && e.b.op === 'constant') found.add(Number(e.b.value))
    operands(e).forEach(visit)
  }
  visit(position)
  return found
}

/** So many rows follow each other at equal distances, then as many again: the more the better. `null` where they are too few for whole panels. */
function runOf(c: Contraction, position: Expr, most: number, d: Draft): number | null {
  const rows = extent(c.rows)
  const row = variable('row', rows)
  const [at = position] = simplifyAll(substitute([position], delinearize(c.rows, row)), d.interner)
  const lengths = [rows, ...divisorsIn(at, row)].filter(length => rows % length === 0).toSorted((a, b) => b - a)
  for (const length of lengths) {
    const [run, within] = [variable('run', rows / length), variable('within', length)]
    const [there = at] = simplifyAll(substitute([at], new Map([[row as Expr, add(mul(run, index(length)), within)]])), d.interner)
    if (affineIn(there, within, d.interner) !== null) return length === rows || fillsPanels(length, most) ? length : null
  }
  return null
}

/**
 * How to read the left operand where it is: at positions that are affine in the depth, or that the depth adds to from a table, as it does where a kernel's
 * window is turned round. `null` when that takes more than a load.
 */
function leftInPlace(c: Contraction, most: number, groups: number): Omit<Left, 'packing'> | null {
  const rows = extent(c.rows)
  const probe = draft('probe')
  const parts = partsOf(c, probe)
  if (parts === null) return null
  const k = variable('k', extent(c.depth))
  const [byDepth] = simplifyAll(substitute([parts.byDepth], delinearize(c.depth, k)), probe.interner)
  const isAffine = byDepth !== undefined && affineIn(byDepth, k, probe.interner) !== null
  if (!isAffine && sizeOf(c.leftSources[0]?.type.shape ?? []) > mostPlaces) return null
  // Without runs each row of a tile has a register of its own: still better than windows of an image laid out in memory.
  const run = runOf(c, parts.byRest, most, probe) ?? rows
  const panels = panelsOf(rows, run, most, groups)
  // The last panel of a run begins where it still is whole. What others have computed is not written again.
  const first = panels.whole
  const placeOf = ({ b, p, i }: LeftPlace): Map<Expr, Expr> =>
    new Map([...delinearize(c.batch, b), ...delinearize(c.rows, add(first(p), index(i)))])
  const simplified = (d: Draft, e: Expr, at: ReadonlyMap<Expr, Expr>): Expr => simplifyAll(substitute([e], at), d.interner)[0] ?? e
  if (isAffine)
    return {
      panels,
      begin: d => ({
        setup: [],
        first,
        at: place => simplified(d, d.place(c.left, c.leftSources), new Map([...placeOf(place), ...delinearize(c.depth, place.k)])),
        ahead: () => [],
      }),
    }
  return {
    panels,
    begin: d => {
      const here = partsOf(c, d)
      if (here === null) throw new InternalError('contract: a left operand that had its place')
      const places = depthTable(d, c.depth, here.byDepth)
      const rowAt = (place: LeftPlace): Expr => simplified(d, here.byRest, placeOf(place))
      const belowTop = (place: LeftPlace): Expr => simplifyIndex(sub(rowAt(place), rowAt({ ...place, i: 0 })), d.interner)
      const byDepthAt = (at: Expr): Expr => substitute([here.byDepth], delinearize(c.depth, at))[0] ?? here.byDepth
      const lines = linesOf(c, belowTop({ b: index(0), p: index(0), k: index(0), i: panels.height - 1 }))
      const asked =
        lines === null
          ? null
          : table(d, k.extent, at =>
              add(byDepthAt(minimum(add(at, index(depthsAhead)), index(k.extent - 1))), mul(rem(at, index(lines)), index(lineElements))),
            )
      return {
        setup: [...places.setup, ...(asked?.setup ?? [])],
        first,
        at(place) {
          const below = belowTop(place)
          // One register for all rows of a run, and constants beside it.
          const at =
            below.op === 'constant' ? add(add(places.at(place.k), rowAt({ ...place, i: 0 })), below) : add(places.at(place.k), rowAt(place))
          return read(c.left.type as DTypeName, here.source, at)
        },
        ahead: place => (asked === null ? [] : [prefetch(here.source, add(asked.at(place.k), rowAt({ ...place, i: 0 })))]),
      }
    },
  }
}

/** So many depths take a tile longer than memory takes to answer. */
const depthsAhead = 32
/** A larger operand is not in the nearest caches, and with fewer columns each of its elements is used once or twice. */
const nearElements = 2 ** 16
const fewColumns = 128
/** Elements of a cache line. */
const lineElements = 16

/**
 * Over how many lines of memory the rows of a tile spread at a depth, where it pays to ask for them ahead of time: a few depths that follow each other ask
 * for one after the other; `null` elsewhere.
 * @param below how far the last row is from the first
 */
function linesOf(c: Contraction, below: Expr): number | null {
  const elements = sizeOf(c.leftSources[0]?.type.shape ?? [])
  if (below.op !== 'constant' || elements <= nearElements || extent(c.columns) > fewColumns) return null
  return Math.floor(Math.abs(Number(below.value)) / lineElements) + 1
}

/** Where the left operand is, by depth and by the rest. */
function partsOf(c: Contraction, d: Draft): (Separated & { readonly source: number }) | null {
  const left = d.place(c.left, c.leftSources)
  const [offset] = left.op === 'read' && left.guard === null ? left.at : []
  if (left.op !== 'read' || offset === undefined) return null
  const separated = separate(offset, c.depth, [...c.batch, ...c.rows], d.interner)
  return separated && { source: left.source, ...separated }
}

// ---- packed ----

/** Rows of a depth lie so far from those of the next: whole squares can be turned over where that makes panels little longer. */
const squareRows = 16
const mostLonger = 1.34

function pitchOf(tileRows: number): number {
  const whole = Math.ceil(tileRows / squareRows) * squareRows
  return whole <= mostLonger * tileRows ? whole : tileRows
}

/** `packed[b, p, k, i] = left(b, from(p) + i, k)`, zero past the last row. */
function packLeft(name: string, c: Contraction, packed: Variable, panels: Panels): Scheduled {
  const pitch = packed.type.shape.at(-1) ?? 1
  const [b, panel, i] = [variable('b', extent(c.batch)), variable('panel', panels.count), variable('i', pitch)]
  const rows = extent(c.rows)
  const row = add(panels.from(panel), i)
  const [value] = substitute([c.left], new Map([...delinearize(c.batch, b), ...delinearize(c.rows, row)]))
  if (value === undefined) throw new InternalError('contract: no left operand')
  const whole = (panels.count - 1) * panels.height + pitch === rows
  const guarded = whole ? value : guardRows(value, compare('lt', row, index(rows)))
  const at = [b, panel, ...c.depth, i]
  return scheduleMap(name, at, [{ variable: packed, at, value: guarded }], c.leftSources)
}

/** Positions past the last row are never read. */
const guardRows = (value: Expr, inside: Expr): Expr => select(inside, guardReads(value, inside), constant(value.type, 0))
