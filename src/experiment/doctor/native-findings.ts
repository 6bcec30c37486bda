// Node, the addon, libLLVM, and what the machine computes with.

import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { devices } from '../../runtime/devices.js'
import { loadNative } from '../../runtime/native.js'
import { currentPlatform } from '../../runtime/platform.js'
import { systemCode } from '../../support/io-error.js'
import { type Finding, type Need, there } from './finding.js'

type Environment = Readonly<Record<string, string | undefined>>

/** The oldest version of Node that everything works with. */
const oldestNode = [20, 17] as const

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return there('node', version)
  const advice = 'install a newer Node: https://nodejs.org'
  return { name: 'node', state: 'wrong', need: 'needed', detail: `${version}; ${oldestNode.join('.')} or newer is needed`, advice }
}

/** The file of libLLVM that this process has loaded, where the system says so. */
function loadedLlvm(): string | null {
  try {
    return /\S*libLLVM\S*$/m.exec(readFileSync('/proc/self/maps', 'utf8'))?.[0] ?? null
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return null
  }
}

/** Instructions that kernels profit from. */
const notable: readonly string[] = [
  'avx2',
  'fma',
  'f16c',
  'avx512f',
  'avx512bf16',
  'avx512fp16',
  'avx512vnni',
  'amx-tile',
  'amx-bf16',
  'neon',
  'fp16',
  'bf16',
  'sve',
  'sve2',
]

/** The addon, libLLVM and the CPU. Whoever asks for the reference backend needs none of them. */
export function nativeFindings(env: Environment): readonly Finding[] {
  const need: Need = env.TENET_DEVICE === 'reference' ? 'wanted' : 'needed'
  const native = loadNative()
  const model = cpus()[0]?.model ?? 'unknown'
  if (native.ok) {
    const { cpu, features, llvmVersion } = native.host
    const enabled = new Set(features.split(',').flatMap(feature => (feature.startsWith('+') ? [feature.slice(1)] : [])))
    const known = notable.filter(feature => enabled.has(feature))
    const where = loadedLlvm()
    return [
      there('addon', 'built and loaded'),
      there('libLLVM', where === null ? llvmVersion : `${llvmVersion}: ${where}`),
      there('cpu', `${model} (${cpu}); ${known.join(' ') || 'no vector instructions that are made use of'}`),
    ]
  }
  const addonIsMissing = native.reason.includes('addon')
  const [detail = ''] = native.reason.split(/; (?:to get it|run):/)
  const missing = (name: string, advice: string): Finding => ({ name, state: 'missing', need, detail, advice })
  const llvmAdvice = env.TENET_LLVM === undefined ? currentPlatform().llvmAdvice : 'correct TENET_LLVM, or unset it'
  return [
    addonIsMissing
      ? missing('addon', 'npm run setup, in the folder of the package; it needs a C++ compiler and CMake')
      : there('addon', 'built and loaded'),
    ...(addonIsMissing ? [] : [missing('libLLVM', llvmAdvice)]),
    there('cpu', model),
  ]
}

/** Something that a setting of the environment says wrong. */
const wrong = (name: string, error: unknown): Finding => {
  if (!(error instanceof Error)) throw error
  const [detail = ''] = error.message.split('\n')
  return { name, state: 'wrong', need: 'needed', detail, advice: 'correct the variable, or unset it' }
}

/** What computes, the first of it unless told otherwise; and on how many threads. */
export function deviceFindings(env: Environment): readonly Finding[] {
  try {
    const all = devices()
    const { TENET_DEVICE: chosen = '', TENET_THREADS: threads = '' } = env
    const first = chosen === '' ? all[0] : all.find(({ name }) => name === chosen)
    const computing: Finding =
      first === undefined
        ? {
            name: 'device',
            state: 'missing',
            need: 'needed',
            detail: `TENET_DEVICE is ${chosen}; there are ${all.map(({ name }) => name).join(', ')}`,
            advice: 'correct the variable, or unset it',
          }
        : there('device', `${first.name}: ${first.description}`)
    const others = all.filter(device => device !== first).map(({ name, description }) => there('other device', `${name}: ${description}`))
    return [
      computing,
      ...others,
      there('threads', threads === '' ? `${availableParallelism()}, one for each core` : `${threads}, by TENET_THREADS`),
    ]
  } catch (error) {
    return [wrong('threads', error)]
  }
}
