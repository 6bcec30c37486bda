// A growing LLVM IR function: fresh names, instructions, labels, and the intrinsics that must be declared.

import type { ScalarType } from '../../core/expr.js'

/** An SSA value: its name or literal, its type, and how many lanes it has. */
export interface Value {
  readonly name: string
  readonly type: ScalarType
  readonly lanes: number
}

export interface LlvmText {
  /** Emits `%n = instruction` and returns the name. */
  readonly define: (instruction: string) => string
  readonly emit: (line: string) => void
  /** Keeps a place for an instruction that is known later. */
  readonly later: () => (line: string) => void
  readonly fresh: (prefix: string) => string
  readonly label: (name: string) => void
  /** The label of the block being written, for phi nodes. */
  readonly block: () => string
  /** Declares an intrinsic once. */
  readonly declare: (declaration: string) => void
  readonly lines: () => readonly string[]
  readonly declarations: () => readonly string[]
}

export function llvmText(): LlvmText {
  const lines: string[] = []
  const declared = new Set<string>()
  let next = 0
  let block = 'entry'
  const emit = (line: string): void => {
    lines.push(`  ${line}`)
  }
  return {
    emit,
    later() {
      const at = lines.push('') - 1
      return line => {
        lines[at] = `  ${line}`
      }
    },
    define(instruction) {
      const name = `%v${next++}`
      emit(`${name} = ${instruction}`)
      return name
    },
    fresh: prefix => `${prefix}${next++}`,
    label(name) {
      lines.push(`${name}:`)
      block = name
    },
    block: () => block,
    declare: declaration => {
      declared.add(declaration)
    },
    lines: () => lines,
    declarations: () => [...declared],
  }
}
