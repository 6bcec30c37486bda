// Which backend computes. Chosen when the first value is computed, not at import: `TENET_DEVICE`, or the CPU where libLLVM and the
// addon are there, or else the reference backend, after one clear line that says how to get what is missing.

import type { CpuTarget } from '../compiler/targets/cpu.js'
import { type Buffer, HostBuffer } from '../core/buffer.js'
import { type Compiler, type Executable, useCompiler } from '../core/executable.js'
import { commonDevice, type Evaluator, type PendingOutput, useEvaluator } from '../core/pending.js'
import { contentOf, Tensor, typeOf } from '../core/tensor.js'
import { ArgumentError, InternalError, LimitationError } from '../support/errors.js'
import { show } from '../support/show.js'
import { cpuBackend } from './cpu/cpu-backend.js'
import { loadNative } from './native.js'
import { referenceCompiler } from './reference/compile.js'
import { referenceEvaluator } from './reference/evaluate.js'

export type Device = 'cpu' | 'reference'

/** A device that can be had on this machine. */
export interface DeviceInfo {
  readonly name: Device
  /** What it is, for people. */
  readonly description: string
}

/** What the compiler of a device may be asked: for whom it compiles, and what machine code comes out. */
export interface Inspection {
  readonly target: CpuTarget
  readonly assembly: (llvm: string) => string
}

interface Backend {
  readonly device: Device
  readonly evaluator: Evaluator
  readonly compiler: Compiler
  /** `null` where nothing is compiled. */
  readonly inspection: Inspection | null
  /** The elements in the memory that the device computes with. */
  readonly place: (buffer: Buffer) => Buffer
  readonly description: string
}

const reference: Backend = {
  device: 'reference',
  evaluator: referenceEvaluator,
  compiler: referenceCompiler,
  inspection: null,
  place: buffer => new HostBuffer({ ...buffer.type, data: buffer.read() }),
  description: 'plain TypeScript: slow, needs nothing, the oracle of the tests',
}

const mostThreads = 1024

/** Built once: programs and machine code are cached in it. */
let cpu: Backend | { readonly reason: string } | null = null

/** The addon takes a number of threads that it cannot use for none at all; the user should know. */
function checkThreads(): void {
  const value = process.env.TENET_THREADS ?? ''
  if (value !== '' && !(/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= mostThreads))
    throw new ArgumentError(`TENET_THREADS must be a whole number from 1 to ${mostThreads}; got ${JSON.stringify(value)}`)
}

function cpuOrReason(): Backend | { readonly reason: string } {
  if (cpu !== null) return cpu
  checkThreads()
  const native = loadNative()
  if (native.ok) {
    const { addon, host } = native
    const { evaluator, compiler, target, assembly, place } = cpuBackend(addon, host)
    const description = `native kernels for ${host.cpu} through LLVM ${host.llvmVersion}, ${addon.threads()} threads`
    cpu = { device: 'cpu', evaluator, compiler, inspection: { target, assembly }, place, description }
  } else cpu = { reason: native.reason }
  return cpu
}

const isDevice = (name: unknown): name is Device => name === 'cpu' || name === 'reference'

/** The backend of a device. @throws LimitationError when it cannot be had, saying how to get what is missing; ArgumentError when there is none of the name */
function backendOf(operation: string, device: unknown): Backend {
  if (device === 'reference') return reference
  if (device === 'cuda') throw new LimitationError(`${operation}: there is no backend for CUDA yet; the devices are cpu and reference`)
  if (!isDevice(device)) throw new ArgumentError(`${operation}: expected 'cpu' or 'reference'; got ${show(device)}`)
  const found = cpuOrReason()
  if ('reason' in found) throw new LimitationError(`${operation}: ${found.reason}`)
  return found
}

let chosen: Backend | null = null

function backend(): Backend {
  if (chosen !== null) return chosen
  const wanted = process.env.TENET_DEVICE ?? ''
  if (wanted === 'cuda') throw new LimitationError('TENET_DEVICE=cuda: there is no backend for CUDA yet; the devices are cpu and reference')
  if (wanted !== '' && !isDevice(wanted)) throw new ArgumentError(`TENET_DEVICE must be cpu or reference; got ${wanted}`)
  if (wanted === 'reference') {
    chosen = reference
    return chosen
  }
  const found = cpuOrReason()
  if ('reason' in found) {
    if (wanted === 'cpu') throw new LimitationError(`TENET_DEVICE=cpu: ${found.reason}`)
    process.stderr.write(`tenet: computing with the slow reference backend: ${found.reason}\n`)
    chosen = reference
  } else chosen = found
  return chosen
}

/** The device that computes from now on. */
export const currentDevice = (): Device => backend().device

/** How the device that computes from now on compiles; `null` where it does not. */
export const currentInspection = (): Inspection | null => backend().inspection

/** The devices that can be had on this machine; the reference device always. */
export const availableDevices = (): readonly Device[] => ('reason' in cpuOrReason() ? ['reference'] : ['cpu', 'reference'])

const infoOf = ({ device, description }: Backend): DeviceInfo => Object.freeze({ name: device, description })

/**
 * The devices that can be had on this machine, with what they are; the one that computes unless told otherwise comes first.
 * @example
 * ```
 * devices().map(({ name }) => name)   // ['cpu', 'reference']
 * ```
 */
export const devices = (): readonly DeviceInfo[] => {
  const found = cpuOrReason()
  return ('reason' in found ? [reference] : [found, reference]).map(infoOf)
}

/**
 * One device.
 * @throws LimitationError when it cannot be had on this machine, saying why; ArgumentError when there is none of the name
 * @example
 * ```
 * put(params, device('cpu'))
 * ```
 */
export const device = (name: Device | 'cuda'): DeviceInfo => infoOf(backendOf('device', name))

/** A device, by its name or itself. */
export type DeviceLike = Device | DeviceInfo

const nameOf = (device: DeviceLike): unknown => (typeof device === 'object' && device !== null ? device.name : device)

/** Computes on the device from now on: the default device. @throws LimitationError when it cannot be had, saying how to get what is missing */
export function useDevice(device: DeviceLike): void {
  chosen = backendOf('useDevice', nameOf(device))
}

/**
 * A buffer on the device, where what is computed with it is computed from then on.
 * @throws LimitationError when the device cannot be had
 */
export function placed(operation: string, buffer: Buffer, device: DeviceLike): Buffer {
  const { place, device: name } = backendOf(operation, nameOf(device))
  return place(buffer).on(name)
}

/** The backend that computes what was put on a device; for `null` the default one. */
const backendFor = (device: string | null): Backend => (device === null ? backend() : backendOf('devices', device))

/** Plugs the devices into core; called once, by `index.ts`. */
export function plugDevices(): void {
  useEvaluator({
    evaluate(roots) {
      const groups = new Map<string | null, PendingOutput[]>()
      for (const root of roots) {
        const group = groups.get(root.node.device)
        if (group === undefined) groups.set(root.node.device, [root])
        else group.push(root)
      }
      for (const [device, group] of groups) backendFor(device).evaluator.evaluate(group)
    },
  })
  useCompiler({
    compile(graph, captured, name, donated) {
      const executables = new Map<Backend, Executable>()
      const home = commonDevice('jit', captured)
      const compiled = (on: Backend): Executable => {
        const known = executables.get(on)
        if (known !== undefined) return known
        const made = on.compiler.compile(graph, captured, name, donated)
        executables.set(on, made)
        return made
      }
      compiled(backendFor(home))
      return inputs => {
        const device = home === null ? commonDevice('jit', inputs) : commonDevice('jit', [...captured, ...inputs])
        const results = compiled(backendFor(device))(inputs)
        return device === null ? results : results.map(result => onDevice(result, device))
      }
    },
  })
}

/** The result of a program, which stays where it was computed. */
function onDevice(tensor: Tensor, device: string): Tensor {
  const content = contentOf(tensor)
  if (content.kind !== 'held') throw new InternalError('jit: a result is not held')
  return new Tensor(typeOf(tensor), { kind: 'held', buffer: content.buffer.on(device) })
}
