// The contract of the native addon, in one place: everything `native/` offers and nothing it does not.
// Invariant: no call crashes the process; bad arguments, failed allocations and LLVM's refusals are thrown as `Error`
// whose message says what was expected and what was got. All state belongs to one addon instance (one per JavaScript thread).

import type { ImageDecoder, PixelKernels, TextKernels } from './data-kernels.js'

declare const brand: unique symbol

/** A block of native memory. Freed by reachability: when no storage object and no program in flight refers to it. */
export interface NativeStorage {
  readonly [brand]: 'storage'
}

/** Machine code linked into this process; freed when no program refers to it. */
export interface NativeModule {
  readonly [brand]: 'module'
}

/** A validated, launchable sequence of kernels. */
export interface NativeProgram {
  readonly [brand]: 'program'
}

export interface HostInfo {
  /** LLVM's version, e.g. `19.1.7`. */
  readonly llvmVersion: string
  readonly triple: string
  /** LLVM's name of the CPU, e.g. `znver3`. */
  readonly cpu: string
  /** LLVM's feature string, e.g. `+avx2,+fma,…`. */
  readonly features: string
  readonly dataLayout: string
}

/**
 * One kernel launch. The kernel's C type is `void kernel(void **buffers, int64_t begin, int64_t end, void *scratch)`: it performs the
 * tasks `begin … end-1`, each of which writes its own part of the outputs, with `scratch` private to the calling thread (64-byte aligned).
 */
export interface NativeKernelStep {
  readonly op: 'kernel'
  readonly symbol: string
  /** Program slots passed as `buffers`, in order. */
  readonly slots: readonly number[]
  /** How many independent tasks; they may run on different threads in any order. At least 1. */
  readonly tasks: number
  /** Bytes of per-thread scratch. */
  readonly scratchBytes: number
  /** Estimated nanoseconds of the whole step on one thread; the runtime keeps small steps on one thread. */
  readonly cost: number
}

/** From 1 to 256 kernels none of which stores what another reads or stores: they run at once, in any order. */
export interface NativeStageStep {
  readonly op: 'stage'
  readonly kernels: readonly NativeKernelStep[]
}

/** Copies bytes from the start of one slot to the start of another. */
export interface NativeCopyStep {
  readonly op: 'copy'
  readonly from: number
  readonly to: number
  readonly bytes: number
}

/**
 * A value that rounds of a loop hand on. `current` and `next` are pointers that the loop sets: to the memory of `initial` in the first round, then
 * of `result` and `spare` in turn. When the loop has run, the value is in `result`.
 */
export interface NativeCarry {
  readonly initial: number
  readonly current: number
  readonly next: number
  readonly result: number
  readonly spare: number
  readonly bytes: number
}

/** In round i the pointer `slice` is at byte `start + i · stride` of `of`; `stride` may be negative. */
export interface NativeWindow {
  readonly slice: number
  readonly of: number
  readonly start: number
  readonly stride: number
}

/** Runs the body so many times. */
export interface NativeLoopStep {
  readonly op: 'loop'
  readonly times: number
  readonly carries: readonly NativeCarry[]
  readonly windows: readonly NativeWindow[]
  readonly body: readonly NativeStep[]
}

/** Runs the condition, and as long as the byte in `holds` is not 0, the body and the condition again. */
export interface NativeWhileStep {
  readonly op: 'while'
  readonly condition: readonly NativeStep[]
  readonly holds: number
  readonly carries: readonly NativeCarry[]
  readonly body: readonly NativeStep[]
}

/** Runs one of the branches, by the int32 in `index`, which is clamped to them. */
export interface NativeBranchStep {
  readonly op: 'branch'
  readonly index: number
  readonly branches: readonly (readonly NativeStep[])[]
}

export type NativeStep = NativeKernelStep | NativeStageStep | NativeCopyStep | NativeLoopStep | NativeWhileStep | NativeBranchStep

/**
 * Slots are numbered: inputs first, then outputs, then temporaries, then pointers.
 * Temporaries live in one arena, or in memory of an output or of a donated input that is not in use then; overlap is the compiler's business.
 * Pointers have no memory: a loop sets them, for the steps inside of it.
 */
export interface NativeProgramSpec {
  /** Bytes each input must at least have. */
  readonly inputBytes: readonly number[]
  /** Bytes of each output, allocated by every run. */
  readonly outputBytes: readonly number[]
  readonly arenaBytes: number
  /** Offset (multiple of 64) and size of each temporary, in the arena or within the slot of an output or of a donated input. */
  readonly temporaries: readonly { readonly offset: number; readonly bytes: number; readonly within?: number }[]
  /**
   * Inputs whose memory the program may write to: it becomes that of an output, by its number among the outputs, or is free after the run. The storage
   * is empty then, for whoever holds it.
   */
  readonly donations?: readonly { readonly input: number; readonly output?: number }[]
  /** Bytes of what each pointer points to. */
  readonly pointerBytes: readonly number[]
  readonly steps: readonly NativeStep[]
}

export interface NativeMemory {
  /** Bytes in storages that are reachable or in flight. */
  readonly live: number
  /** Bytes held in the pool for reuse. */
  readonly pooled: number
  /** High-water mark of `live + pooled` since the addon was loaded or `resetPeak` was called. */
  readonly peak: number
  /** How often memory was asked of the operating system. */
  readonly allocations: number
}

export interface Addon extends ImageDecoder, PixelKernels, TextKernels {
  /** Loads libLLVM from `path` (a file name or an absolute path) and initialises the native target. @throws when it is missing, broken or too old (< 15). */
  loadLlvm(path: string): HostInfo

  /**
   * Begins to compile a module as `compile` does, on other threads, while this one goes on; the next `compile` takes the result if it asks for the
   * same text, or throws what LLVM said, and drops it otherwise. With one thread nothing happens before that.
   */
  compileAhead(ir: string, level: 0 | 1 | 2 | 3): void
  /**
   * Parses, verifies, optimises (`default<O{level}>`; level 1 is a short pipeline for kernels that come with their loops and vectors) and compiles textual LLVM IR for the host CPU to a relocatable object each;
   * the modules are compiled in parallel, on as many threads as programs have. @throws with LLVM's message and the offending lines.
   */
  compile(irs: readonly string[], level: 0 | 1 | 2 | 3): Uint8Array[]
  /** The optimised assembly of one module, for reading. */
  assembly(ir: string, level: 0 | 1 | 2 | 3): string
  /** Links relocatable objects into the process. @throws when an object is malformed or a symbol is unresolved. */
  link(objects: readonly Uint8Array[]): NativeModule
  /** Validates every symbol, slot, size and offset. */
  createProgram(modules: readonly NativeModule[], spec: NativeProgramSpec): NativeProgram

  /** Uninitialised memory, 64-byte aligned. @throws RangeError when it cannot be had. */
  allocate(bytes: number): NativeStorage
  byteLength(storage: NativeStorage): number
  /** Copies the bytes of `source` to the start of the storage (waits for programs in flight that use it). */
  write(storage: NativeStorage, source: Uint8Array): void
  /** Copies from the start of the storage into `target`; waits for the program that produces it. */
  read(storage: NativeStorage, target: Uint8Array): void

  /**
   * Starts the program; returns its outputs at once. 'inline' runs it on the calling thread (helped by the pool) after everything queued before
   * it; 'queued' hands it to the executor thread and returns; 'measured' is inline where the last runs took less than a
   * millisecond (before the first: where the steps are estimated to) and nothing long is queued, and queued otherwise. Programs run in the order they were given. At most a few are in
   * flight, and no more than keep the machine busy: then a queued call waits for the oldest.
   * @throws when a donated input is another input too
   */
  run(program: NativeProgram, inputs: readonly NativeStorage[], mode: 'inline' | 'queued' | 'measured'): NativeStorage[]
  /** Resolves when the program that produces the storage has finished. */
  settled(storage: NativeStorage): Promise<void>

  /** How many threads take part in a program, the calling one included. Results never depend on it. */
  setThreads(count: number): void
  threads(): number
  memory(): NativeMemory
  resetPeak(): void
  /** Gives all pooled memory back to the operating system. */
  trim(): void
}
