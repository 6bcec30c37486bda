// The CPU backend's compiler: a graph becomes a native program, found again under the graph's canonical structure.

import { emitKernel } from '../../compiler/emit/llvm.js'
import type { Kernel } from '../../compiler/kernel/ir.js'
import { compileProgram, type ProgramOutput } from '../../compiler/program/compile-program.js'
import { showProgram } from '../../compiler/program/describe-program.js'
import { kernelsOf } from '../../compiler/program/steps.js'
import type { CpuTarget } from '../../compiler/targets/cpu.js'
import { type ArrayType, bytesOf } from '../../core/array-type.js'
import type { Compiler, Executable } from '../../core/executable.js'
import { type Graph, graphKey } from '../../core/graph.js'
import { forceAll } from '../../core/pending.js'
import { printGraph } from '../../core/printer.js'
import { contentOf, Tensor } from '../../core/tensor.js'
import { debugs } from '../../support/debug.js'
import { InternalError } from '../../support/errors.js'
import { inFirstSeconds } from '../../support/unoptimised.js'
import type { Addon, NativeProgram, NativeProgramSpec, NativeStorage } from '../addon-types.js'
import { storageCopier } from './copy-storage.js'
import { CpuBuffer, keepApart, share, slack, storageBytes, storageOf } from './cpu-buffer.js'
import { type KeptOperands, keptOperands } from './kept-operands.js'
import { type Code, type MachineCode, placeholderName } from './machine-code.js'
import { nativeSteps } from './native-steps.js'
import { allocating, outOfMemory } from './out-of-memory.js'
import type { ProgramCache, StoredProgram } from './program-cache.js'
import { youngCollection } from './young-collection.js'

/** Programs kept; the one used least recently goes first. */
const mostPrograms = 1000

/** What running takes; how the program came about is not kept. */
interface Ready {
  readonly native: NativeProgram
  readonly outputs: readonly ProgramOutput[]
  /** Outputs, by number, whose storage is that of an input, or of another output. */
  readonly shared: readonly number[]
  /** What running allocates. Nothing is run where nothing is stored: a program may only hand its inputs on. */
  readonly stored: readonly ArrayType[]
  /** Of those that take no donated input's place. */
  readonly outputBytes: number
  readonly arenaBytes: number
  readonly kernels: number
  readonly operands: KeptOperands | null
}

/** What has happened so far, for tests and for people. */
export interface CpuStatistics {
  /** Programs built: graphs not seen before, or not lately. */
  readonly programs: number
  /** Programs run, and kernels in them. */
  readonly runs: number
  readonly kernels: number
  /** Kernels turned into machine code, and kernels whose machine code was found on disk. */
  readonly compiled: number
  readonly loaded: number
}

export interface CpuCompiler extends Compiler {
  /** Runs a graph on storages; the storages of its outputs. `key` is equal for equal graphs only. */
  readonly run: (graph: Graph, key: string, inputs: readonly NativeStorage[]) => NativeStorage[]
  readonly statistics: () => CpuStatistics
}

const missing = (): never => {
  throw new InternalError('cpu: a place without storage')
}

/** What is being done, for errors. */
const computing = (name: string): string => (name === '' ? 'computing' : `computing ${name}`)

export function cpuCompiler(addon: Addon, target: CpuTarget, code: MachineCode, cache: ProgramCache): CpuCompiler {
  const programs = new Map<string, Ready>()
  const counts = { programs: 0, runs: 0, kernels: 0 }
  const copyOf = storageCopier(addon)

  /** Passes, schedules, LLVM IR and machine code. */
  const lowered = (
    graph: Graph,
    name: string,
    donated: readonly number[],
  ): { readonly program: StoredProgram; readonly codes: readonly Code[] } => {
    const started = performance.now()
    const known = new Map<Kernel, string>()
    const textOf = (kernel: Kernel): string => {
      const text = known.get(kernel) ?? emitKernel({ ...kernel, name: placeholderName })
      known.set(kernel, text)
      return text
    }
    const { program, kernels, texts } = inFirstSeconds(() => {
      const compiled = compileProgram(graph, target, donated, kernel => code.begin(textOf(kernel)))
      const all = kernelsOf(compiled.steps)
      return { program: compiled, kernels: all, texts: all.map(textOf) }
    })
    if (debugs('kernels')) console.error(showProgram(program))
    if (debugs('llvm')) for (const text of texts) console.error(text)
    if (debugs('asm')) for (const text of texts) console.error(code.assembly(text))
    const inText = performance.now()
    const codes = code.codeOf(texts)
    if (debugs('time'))
      console.error(
        `compile: ${kernels.length} kernels, ${(inText - started).toFixed(1)} ms to LLVM IR, ${(performance.now() - inText).toFixed(1)} ms to machine code`,
      )
    const stored = program.stored.map(v => v.type)
    const { memory } = program
    const arenaBytes = memory.arenaBytes === 0 ? 0 : memory.arenaBytes + slack
    const slots = new Map([...program.inputs, ...program.stored].map((v, slot) => [v, slot]))
    if (![arenaBytes, ...stored.map(storageBytes)].every(Number.isSafeInteger)) throw outOfMemory(computing(name), stored, arenaBytes)
    const spec: NativeProgramSpec = {
      inputBytes: program.inputs.map(v => storageBytes(v.type)),
      outputBytes: stored.map(storageBytes),
      arenaBytes,
      temporaries: program.temporaries.map(v => {
        const host = memory.within.get(v)
        const within = host === undefined ? {} : { within: slots.get(host) ?? missing() }
        return { offset: memory.offsets.get(v) ?? 0, bytes: bytesOf(v.type), ...within }
      }),
      donations: program.donations.map(({ input, output }) => ({
        input: program.inputs.indexOf(input),
        ...(output === null ? {} : { output: program.stored.indexOf(output) }),
      })),
      pointerBytes: program.pointers.map(v => bytesOf(v.type)),
      steps: nativeSteps(program.steps, kernel => codes[kernels.indexOf(kernel)]?.symbol ?? ''),
    }
    return { program: { spec, outputs: program.outputs, stored, operands: program.operands, symbols: codes.map(c => c.symbol) }, codes }
  }

  /** What another process has lowered. */
  const remembered = (graph: Graph, key: string): { readonly program: StoredProgram; readonly codes: readonly Code[] } | null => {
    if (debugs('kernels') || debugs('llvm') || debugs('asm')) return null
    const started = performance.now()
    const bundle = cache.get(graph, key)
    if (bundle === null) return null
    const { program, objects } = bundle
    const codes = code.load(program.symbols, objects)
    if (debugs('time')) console.error(`compile: ${codes.length} kernels found, ${(performance.now() - started).toFixed(1)} ms`)
    return { program, codes }
  }

  const build = (graph: Graph, key: string, name: string, donated: readonly number[]): Ready => {
    if (debugs('graph')) console.error(printGraph(graph))
    const found = remembered(graph, key)
    const { program, codes } = found ?? lowered(graph, name, donated)
    if (found === null) cache.put(graph, key, program)
    const { spec, outputs, stored, operands } = program
    const modules = [...new Set(codes.map(c => c.module))]
    const taken = new Set(spec.donations?.map(({ output }) => output))
    counts.programs++
    return {
      native: addon.createProgram(modules, spec),
      outputs,
      shared: [...outputs.keys()].filter(
        i => outputs[i]?.from === 'input' || outputs.filter(o => o.index === outputs[i]?.index).length > 1,
      ),
      stored,
      outputBytes: stored.reduce((sum, type, i) => sum + (taken.has(i) ? 0 : storageBytes(type)), 0),
      arenaBytes: spec.arenaBytes,
      kernels: codes.length,
      operands: operands.length === 0 ? null : keptOperands(addon, modules, spec, operands, computing(name)),
    }
  }

  const ready = (graph: Graph, structure: string, name = '', donated: readonly number[] = []): Ready => {
    const key = donated.length === 0 ? structure : `${structure}\ndonated ${donated.join(' ')}`
    const known = programs.get(key)
    if (known !== undefined) {
      programs.delete(key)
      programs.set(key, known)
      return known
    }
    const made = build(graph, key, name, donated)
    programs.set(key, made)
    if (programs.size > mostPrograms)
      for (const oldest of programs.keys()) {
        programs.delete(oldest)
        break
      }
    return made
  }

  const collectYoung = youngCollection()
  const runReady = (
    { native, outputs, shared, stored, outputBytes, arenaBytes, kernels, operands }: Ready,
    inputs: readonly NativeStorage[],
    name = '',
  ): NativeStorage[] => {
    const given = operands?.given(inputs) ?? { native, inputs, spared: 0 }
    counts.runs++
    counts.kernels += kernels - given.spared
    collectYoung(outputBytes)
    const storages =
      stored.length === 0 ? [] : allocating(computing(name), stored, () => addon.run(given.native, given.inputs, 'measured'), arenaBytes)
    const results = outputs.map(({ from, index }) => (from === 'input' ? inputs[index] : storages[index]) ?? missing())
    for (const i of shared) share(results[i] ?? missing())
    return results
  }

  return {
    run: (graph, key, inputs) => runReady(ready(graph, key), inputs),
    statistics: () => ({ ...counts, ...code.statistics() }),
    compile(graph, captured, name, donated = []): Executable {
      const prepared = ready(graph, graphKey(graph), name, donated)
      let held: NativeStorage[] | null = null
      return inputs => {
        if (held === null) {
          held = storagesOf(addon, captured)
          held.forEach(share)
        }
        const storages = storagesOf(addon, inputs)
        for (const storage of held) storages.push(storage)
        if (donated.length > 0) keepApart(inputs, storages, donated, copyOf)
        const results = runReady(prepared, storages, name)
        return graph.outputs.map(
          (v, i) => new Tensor(v.type, { kind: 'held', buffer: new CpuBuffer(addon, v.type, results[i] ?? missing()) }),
        )
      }
    },
  }
}

/** The storages of tensors; what is pending is computed first, in one batch. */
function storagesOf(addon: Addon, tensors: readonly Tensor[]): NativeStorage[] {
  const storages = new Array<NativeStorage>(tensors.length)
  let forced = false
  for (let i = 0; i < tensors.length; i++) {
    const tensor = tensors[i] as Tensor
    let content = contentOf(tensor)
    if (content.kind === 'pending' && !forced) {
      forceAll(tensors)
      forced = true
      content = contentOf(tensor)
    }
    if (content.kind !== 'held') throw new InternalError(`cpu: an input is ${content.kind}`)
    storages[i] = storageOf(addon, content.buffer)
  }
  return storages
}
