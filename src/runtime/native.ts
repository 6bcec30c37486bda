// The one place that loads the addon, and finds the libLLVM it compiles with. Invariant: nothing here throws; what is
// missing or broken is a reason in one line, and the reference backend takes over.
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Addon, HostInfo } from './addon-types.js'
import type { DataKernels } from './data-kernels.js'
import { currentPlatform } from './platform.js'

export type NativeResult =
  | { readonly ok: true; readonly addon: Addon; readonly host: HostInfo }
  | { readonly ok: false; readonly reason: string }

const failed = (reason: string): NativeResult => ({ ok: false, reason })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** The nearest folder upwards with a package.json: from `src/runtime` and from `dist/src/runtime` it is the package's root. */
const packageRoot = (from: string): string => {
  const parent = dirname(from)
  return existsSync(join(from, 'package.json')) || parent === from ? from : packageRoot(parent)
}

/** Every function of the contract; a file that lacks one was built from other sources. */
const methods: readonly (keyof Addon)[] = [
  'loadLlvm',
  'compileAhead',
  'compile',
  'assembly',
  'link',
  'createProgram',
  'allocate',
  'byteLength',
  'write',
  'read',
  'run',
  'settled',
  'setThreads',
  'threads',
  'memory',
  'resetPeak',
  'trim',
  'resample',
  'mapBytes',
  'sumGrey',
  'mixWithGrey',
  'turnHue',
  'toPlanes',
  'mirror',
  'decodeJpeg',
  'countLines',
  'readVectorLines',
]

const isAddon = (value: unknown): value is Addon =>
  typeof value === 'object' && value !== null && methods.every(name => typeof Reflect.get(value, name) === 'function')

const loadAddon = (file: string): Addon | string => {
  if (!existsSync(file)) return 'the native addon is not built; run: npm run setup'
  try {
    const loaded: unknown = createRequire(import.meta.url)(file)
    return isAddon(loaded) ? loaded : 'the native addon is out of date; run: npm run setup'
  } catch (error) {
    return `the native addon cannot be loaded (${messageOf(error)}); run: npm run setup`
  }
}

/** What `TENET_LLVM` names, when it is set; a path that is not a file means that there is no libLLVM. */
const chosenLlvm = (chosen: string): readonly string[] => {
  if (chosen === '') return []
  const isPath = chosen.includes('/') || chosen.includes('\\')
  return isPath && !(existsSync(chosen) && statSync(chosen).isFile()) ? [] : [chosen]
}

/**
 * Loads the addon at `file`, then the first libLLVM that works.
 * @param file the addon's `.node` file
 * @param chosen the value of `TENET_LLVM`, or undefined to search the platform's usual places
 */
export const loadNativeFrom = (file: string, chosen: string | undefined): NativeResult => {
  const addon = loadAddon(file)
  if (typeof addon === 'string') return failed(addon)
  const platform = currentPlatform()
  const candidates = chosen === undefined ? platform.llvmCandidates : chosenLlvm(chosen)
  const refusals: string[] = []
  for (const candidate of candidates) {
    try {
      return { ok: true, addon, host: addon.loadLlvm(candidate) }
    } catch (error) {
      const message = messageOf(error)
      if (!/no such file|cannot open shared object|system error 126/i.test(message)) refusals.push(message)
    }
  }
  const missing = chosen === undefined ? 'libLLVM 15 or newer was not found' : `TENET_LLVM=${chosen} gives no usable libLLVM`
  const found = refusals.length === 0 ? '' : ` (${refusals.join('; ')})`
  return failed(`${missing}${found}; to get it: ${platform.llvmAdvice}`)
}

const addonFile = (): string => join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'native', 'build', 'Release', 'tenet.node')

/** Loaded at most once in each JavaScript thread: the addon's state belongs to the thread. */
let memo: NativeResult | undefined

/** The addon with libLLVM loaded, or why there is none and how to get it. */
export const loadNative = (): NativeResult => {
  memo ??= loadNativeFrom(addonFile(), process.env.TENET_LLVM)
  return memo
}

/** The kernels that need no libLLVM, once they have been asked for: `null` where the addon is not built. */
let kernels: DataKernels | null | undefined

/** The addon's kernels for data, or `null`: there are slower ways to the same bytes. */
export const nativeKernels = (): DataKernels | null => {
  if (kernels === undefined) {
    const addon = loadAddon(addonFile())
    kernels = typeof addon === 'string' ? null : addon
  }
  return kernels
}
