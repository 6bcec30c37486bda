// LLVM IR text to linked machine code, each distinct kernel once: in this process by its text, on disk by the hash of its text, LLVM,
// CPU and library version.

import { createHash } from 'node:crypto'
import { InternalError } from '../../support/errors.js'
import type { Addon, HostInfo, NativeModule } from '../addon-types.js'
import type { DiskCache } from './disk-cache.js'

/** Stands for the kernel's own name in its text, so that equal kernels have equal texts. */
export const placeholderName = 'tenet_kernel'

export interface Code {
  readonly symbol: string
  readonly module: NativeModule
}

/** Relocatable objects, by the symbols they define. */
export type Objects = ReadonlyMap<string, Uint8Array>

export interface MachineCode {
  /** Begins to compile a kernel that is new, on other threads: `codeOf` will be asked for it, in all likelihood. */
  readonly begin: (text: string) => void
  /** Compiles what is new, in parallel, and links it. */
  readonly codeOf: (texts: readonly string[]) => Code[]
  /** The objects on disk, by the symbols that `codeOf` has given; `null` if any is not there. */
  readonly objectsOf: (symbols: readonly string[]) => Objects | null
  /** Links what is not linked yet of what `objectsOf` once gave. */
  readonly load: (symbols: readonly string[], objects: Objects) => Code[]
  /** What all machine code depends on. */
  readonly context: string
  /** The optimised assembly, for reading. */
  readonly assembly: (text: string) => string
  /** How many kernels have been compiled so far, and how many were found on disk instead. */
  readonly statistics: () => { readonly compiled: number; readonly loaded: number }
}

/** To be raised whenever the addon makes other machine code of the same text: objects of before are then not found again. */
const cacheVersion = '5'
/** Schedules have already chosen loops, vectors and registers. */
const level = 1

export function machineCode(addon: Addon, host: HostInfo, disk: DiskCache): MachineCode {
  let compiledCount = 0
  let loadedCount = 0
  // Programs keep the modules they use alive; a kernel that none uses any more can go.
  const linked = new Map<string, WeakRef<NativeModule>>()
  let sweepAt = 1000
  /** Forgets kernels that are gone, when they may be half of all. */
  const sweep = (): void => {
    if (linked.size < sweepAt) return
    for (const [symbol, module] of linked) if (module.deref() === undefined) linked.delete(symbol)
    sweepAt = 1000 + 2 * linked.size
  }
  const context = [cacheVersion, host.llvmVersion, host.triple, host.cpu, host.features].join('\n')
  /** What has been found out since code was last asked for: symbols by text, objects on disk by symbol. */
  const symbols = new Map<string, string>()
  const stored = new Map<string, Uint8Array | null>()
  const symbolOf = (text: string): string => {
    const symbol = symbols.get(text) ?? `tenet_${createHash('sha256').update(context).update(text).digest('hex').slice(0, 40)}`
    symbols.set(text, symbol)
    return symbol
  }
  const storedObject = (symbol: string): Uint8Array | null => {
    const object = stored.get(symbol)
    if (object !== undefined) return object
    const read = disk.get(symbol)
    stored.set(symbol, read)
    return read
  }
  const named = (text: string, symbol: string): string => text.replaceAll(placeholderName, symbol)

  /** Links objects that hold the symbols, into a module that is then found by any of them. */
  const link = (objects: readonly Uint8Array[], symbols: Iterable<string>, modules: Map<string, NativeModule>): void => {
    if (objects.length === 0) return
    const module = addon.link(objects)
    for (const symbol of symbols) {
      modules.set(symbol, module)
      linked.set(symbol, new WeakRef(module))
    }
    sweep()
  }
  const inProcess = (symbols: readonly string[]): Map<string, NativeModule> => {
    const modules = new Map<string, NativeModule>()
    for (const symbol of symbols) {
      const known = linked.get(symbol)?.deref()
      if (known !== undefined) modules.set(symbol, known)
    }
    return modules
  }
  const coded = (symbols: readonly string[], modules: ReadonlyMap<string, NativeModule>): Code[] =>
    symbols.map(symbol => {
      const module = modules.get(symbol)
      if (module === undefined) throw new InternalError(`no machine code for ${symbol}`)
      return { symbol, module }
    })

  return {
    context,
    objectsOf(symbols) {
      const objects = new Map<string, Uint8Array>()
      for (const symbol of new Set(symbols)) {
        const object = disk.get(symbol)
        if (object === null) return null
        objects.set(symbol, object)
      }
      return objects
    },
    load(symbols, objects) {
      const modules = inProcess(symbols)
      const missing = [...objects].filter(([symbol]) => !modules.has(symbol))
      loadedCount += missing.length
      link(
        missing.map(([, object]) => object),
        missing.map(([symbol]) => symbol),
        modules,
      )
      return coded(symbols, modules)
    },
    begin(text) {
      const symbol = symbolOf(text)
      if (stored.has(symbol) || linked.get(symbol)?.deref() !== undefined) return
      if (storedObject(symbol) === null) addon.compileAhead(named(text, symbol), level)
    },
    codeOf(texts) {
      const wanted = texts.map(symbolOf)
      const modules = inProcess(wanted)
      const missing = new Map<string, string>()
      for (const [i, symbol] of wanted.entries()) if (!modules.has(symbol)) missing.set(symbol, texts[i] ?? '')
      const objects: Uint8Array[] = []
      const toCompile: [symbol: string, text: string][] = []
      for (const [symbol, text] of missing) {
        const object = storedObject(symbol)
        if (object === null) toCompile.push([symbol, named(text, symbol)])
        else objects.push(object)
      }
      loadedCount += objects.length
      compiledCount += toCompile.length
      const compiled =
        toCompile.length === 0
          ? []
          : addon.compile(
              toCompile.map(([, text]) => text),
              level,
            )
      for (const [i, object] of compiled.entries()) {
        const symbol = toCompile[i]?.[0]
        if (symbol !== undefined) disk.put(symbol, object)
        objects.push(object)
      }
      symbols.clear()
      stored.clear()
      link(objects, missing.keys(), modules)
      return coded(wanted, modules)
    },
    assembly: text => addon.assembly(text, level),
    statistics: () => ({ compiled: compiledCount, loaded: loadedCount }),
  }
}
