// The prototype of Node's file handles, so that a test can let reads and writes fail, or watch them.

import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export async function fileHandlePrototype() {
  const handle = await open(fileURLToPath(import.meta.url))
  const prototype = Object.getPrototypeOf(handle)
  await handle.close()
  return prototype
}
