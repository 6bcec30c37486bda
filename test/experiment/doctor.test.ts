// What `tenet doctor` finds, and what alarms it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cacheFinding } from '../../src/experiment/doctor/cache-folder.js'
import { isAlarming } from '../../src/experiment/doctor/finding.js'
import { nativeFindings, nodeFinding } from '../../src/experiment/doctor/native-findings.js'
import { ownVersion, packageOf } from '../../src/experiment/environment/package-file.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-doctor-'))
afterAll(() => rmSync(root, { recursive: true }))

test('an old Node alarms', () => {
  expect(['20.17.0', '20.20.2', '22.0.0', '24.1.0'].map(version => isAlarming(nodeFinding(version)))).toEqual([false, false, false, false])
  expect(['18.20.0', '20.16.9'].map(version => isAlarming(nodeFinding(version)))).toEqual([true, true])
})

test('whoever asks for the reference backend needs no libLLVM; everybody is told how to get what is missing', () => {
  const findings = nativeFindings({ TENET_DEVICE: 'reference' })
  expect(findings.some(isAlarming)).toBe(false)
  expect(findings.map(({ name }) => name)).toContain('cpu')
  for (const { state, advice } of [...findings, ...nativeFindings({})]) expect(advice === null).toBe(state === 'there')
})

test('the cache: none, not made yet, with its size, not a folder', () => {
  expect(cacheFinding('').detail).toBe('none: TENET_CACHE is empty')
  expect(cacheFinding(join(root, 'a', 'b')).detail).toBe(`${join(root, 'a', 'b')}: not made yet`)
  writeFileSync(join(root, 'one'), new Uint8Array(2 ** 20))
  expect(cacheFinding(root)).toMatchObject({ state: 'there', detail: `${root}: 1 files, 1.0 MiB, writable` })
  expect(cacheFinding(join(root, 'one'))).toMatchObject({ state: 'wrong', need: 'wanted' })
})

test('the version is that of the package', () => {
  expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/)
  expect(packageOf(join(root, 'x'))).toBeNull()
})
