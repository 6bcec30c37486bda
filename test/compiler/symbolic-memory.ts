// Memory without elements: which bytes were written by whom. Whoever writes leaves a mark there, and whoever reads sees whose marks there are.

/** A write; `null`: bytes that nobody has written, or that are nobody's any more. */
export type Mark = number | null

interface Segment {
  readonly from: number
  readonly to: number
  readonly mark: number
}

/** Memory of so many bytes, that lies apart from all other. */
export class SymbolicMemory {
  readonly name: string
  readonly bytes: number
  /** In no order; they do not overlap. */
  #segments: readonly Segment[] = []

  constructor(name: string, bytes: number) {
    this.name = name
    this.bytes = bytes
  }

  write(from: number, to: number, mark: Mark): void {
    if (from === to) return
    const rest = this.#segments.flatMap(s =>
      s.to <= from || to <= s.from
        ? [s]
        : [
            { ...s, to: from },
            { ...s, from: to },
          ].filter(part => part.from < part.to),
    )
    this.#segments = mark === null ? rest : [...rest, { from, to, mark }]
  }

  marksIn(from: number, to: number): ReadonlySet<Mark> {
    const there = this.#segments.filter(s => s.from < to && from < s.to)
    const covered = there.reduce((sum, s) => sum + Math.min(s.to, to) - Math.max(s.from, from), 0)
    return new Set<Mark>([...there.map(s => s.mark), ...(covered < to - from ? [null] : [])])
  }
}

/** A part of some memory. */
export interface Place {
  readonly memory: SymbolicMemory
  readonly from: number
  readonly to: number
}

export const overlap = (a: Place, b: Place): boolean => a.memory === b.memory && a.from < b.to && b.from < a.to

export const samePlace = (a: Place, b: Place): boolean => a.memory === b.memory && a.from === b.from && a.to === b.to

export const showPlace = ({ memory, from, to }: Place): string => `${memory.name} [${from}, ${to})`
