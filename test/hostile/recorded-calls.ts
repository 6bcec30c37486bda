// Calls of public functions as users make them: whatever the examples in doc comments call, with what they pass.

import { examplesOf, filesOf, runSource } from '../doc-examples.js'

// A call is what makes arguments meet a function of any type.
export type AnyFunction = (...args: unknown[]) => unknown

export interface Call {
  readonly name: string
  readonly run: AnyFunction
  readonly args: readonly unknown[]
}

export type Exports = Readonly<Record<string, unknown>>

const isNamespace = (value: unknown): value is Exports =>
  typeof value === 'object' && value !== null && (value as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] === 'Module'

const isClass = (value: object): boolean => /^class\b/.test(Function.prototype.toString.call(value))

/** The functions that a module exports, those of the namespaces in it among them, by their names: `sum`, `linalg.qr`. */
export function functionsOf(exports: Exports, prefix = ''): ReadonlyMap<string, AnyFunction> {
  const functions = new Map<string, AnyFunction>()
  for (const [name, value] of Object.entries(exports)) {
    if (isNamespace(value)) for (const [inner, f] of functionsOf(value, `${prefix}${name}.`)) functions.set(inner, f)
    else if (typeof value === 'function' && !isClass(value)) functions.set(`${prefix}${name}`, value as AnyFunction)
  }
  return functions
}

/** The exports, every function of which reports its calls. */
const reporting = (exports: Exports, report: (call: Call) => void, prefix = ''): Exports =>
  Object.fromEntries(
    Object.entries(exports).map(([name, value]) => {
      if (isNamespace(value)) return [name, reporting(value, report, `${prefix}${name}.`)]
      if (typeof value !== 'function' || isClass(value)) return [name, value]
      const run = value as AnyFunction
      const reported: AnyFunction = (...args) => {
        report({ name: `${prefix}${name}`, run, args })
        return run(...args)
      }
      return [name, reported]
    }),
  )

/** The calls that the examples of some rooms make; those of a room with a namespace use its names without it. */
export function recordedCalls(exports: Exports, rooms: readonly string[]): readonly Call[] {
  const calls: Call[] = []
  const scope = reporting(exports, call => calls.push(call))
  for (const room of rooms) {
    const names = isNamespace(exports[room]) ? { ...scope, ...(scope[room] as Exports) } : scope
    for (const { lines } of filesOf([room]).flatMap(examplesOf))
      try {
        runSource(lines.join('\n'), names)
      } catch {
        // Some speak of files and variables that only their reader has; what they called before is recorded.
      }
  }
  return calls
}
