// Loading: missing, broken and foreign libraries and addons are reasons, never crashes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { loadNativeFrom } from '../../src/runtime/native.js'
import { platformOf } from '../../src/runtime/platform.js'
import { addon, native } from './kernels.js'

const folder = mkdtempSync(join(tmpdir(), 'tenet-native-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const built = fileURLToPath(new URL('../build/Release/tenet.node', import.meta.url))

describe.runIf(native.ok)('loadLlvm', () => {
  it('tells the version, the host and its data layout', () => {
    if (!native.ok) return
    expect(Number.parseInt(native.host.llvmVersion, 10)).toBeGreaterThanOrEqual(15)
    expect(native.host.cpu).not.toBe('')
    expect(native.host.dataLayout).toContain('e-')
  })
  it.each([
    ['a path that does not exist', () => join(folder, 'none.so')],
    ['an empty file', () => file('empty.so', '')],
    ['a text file', () => file('text.so', 'this is not a library')],
    ['a folder', () => folder],
    ['the addon itself', () => built],
    ['half a library', () => file('half.so', readFileSync(built).subarray(0, 100_000))],
    ['an empty name', () => ''],
    ['a name with a NUL', () => 'a\0b'],
  ])('refuses %s', (_name, path) => {
    expect(() => addon().loadLlvm(path())).toThrow(/cannot (load|use)|expected a path/)
  })
  it.each([undefined, null, 3, {}, Symbol('s')])('refuses %s as a path', value => {
    expect(() => addon().loadLlvm(value as never)).toThrow(/loadLlvm: path: expected a string/)
  })
})

describe('loadNativeFrom', () => {
  const reasonOf = (path: string, chosen: string | undefined): string => {
    const result = loadNativeFrom(path, chosen)
    return result.ok ? 'loaded' : result.reason
  }
  it('says how to build a missing addon', () => expect(reasonOf(join(folder, 'none.node'), undefined)).toContain('npm run setup'))
  it('survives a broken addon', () => {
    expect(reasonOf(file('text.node', 'text'), undefined)).toContain('npm run setup')
    expect(reasonOf(file('empty.node', ''), undefined)).toContain('npm run setup')
  })
  it.runIf(native.ok).each(['', '/no/such/libLLVM.so'])('takes TENET_LLVM=%j for the absence of libLLVM', chosen => {
    expect(reasonOf(built, chosen)).toMatch(/no usable libLLVM.*to get it: /)
  })
  it.runIf(native.ok)('names what is wrong with a broken TENET_LLVM', () => {
    expect(reasonOf(built, file('broken.so', 'text'))).toMatch(/broken\.so.*to get it: /)
  })
})

describe('platformOf', () => {
  it.each(['linux', 'darwin', 'win32'])('knows %s', os => {
    const platform = platformOf(os, {}, '/home/someone')
    expect(platform.llvmCandidates.length).toBeGreaterThan(0)
    expect(platform.cacheFolder).toContain('tenet')
  })
  it('tries LLVM 19 first and ignores empty settings', () => {
    const platform = platformOf('linux', { XDG_CACHE_HOME: '' }, '/home/someone')
    expect(platform.llvmCandidates[0]).toBe('libLLVM.so.19.1')
    expect(platform.cacheFolder).toBe('/home/someone/.cache/tenet')
  })
})
