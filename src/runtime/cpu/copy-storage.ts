// Copies of storages, as programs of one step: made in their turn, after what computes them, and large ones off the JavaScript thread.

import type { Addon, NativeProgram, NativeStorage } from '../addon-types.js'

/** Larger ones take longer than a program may that runs on the JavaScript thread. */
const largestInline = 2 ** 20
/** Sizes for which there is a program; with more, all are made again when they are needed. */
const mostSizes = 1000

/** @returns a function that gives another storage of the same bytes; it throws RangeError when there is no memory for it */
export function storageCopier(addon: Addon): (storage: NativeStorage) => NativeStorage {
  const programs = new Map<number, NativeProgram>()
  const programOf = (bytes: number): NativeProgram => {
    const known = programs.get(bytes)
    if (known !== undefined) return known
    const steps = [{ op: 'copy', from: 0, to: 1, bytes }] as const
    const made = addon.createProgram([], {
      inputBytes: [bytes],
      outputBytes: [bytes],
      arenaBytes: 0,
      temporaries: [],
      pointerBytes: [],
      steps,
    })
    if (programs.size >= mostSizes) programs.clear()
    programs.set(bytes, made)
    return made
  }
  return storage => {
    const bytes = addon.byteLength(storage)
    const [copy] = addon.run(programOf(bytes), [storage], bytes > largestInline ? 'queued' : 'measured')
    return copy as NativeStorage
  }
}
