// `metrics.jsonl`, read back: one object a line. A last line without its end was being written when its process died, and is passed over.

import { parseObject } from '../../io/untrusted/strict-json.js'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { decodeMetrics } from './decode.js'
import type { LoggedMetrics } from './format.js'

/** More than any run logs, and less than a buffer may hold. */
const mostBytes = 2 ** 30

const newline = 10

/** Where the last whole line ends. */
export const endOfLines = (bytes: Uint8Array): number => bytes.lastIndexOf(newline) + 1

/** @throws Malformed when a line is no object of numbers with a step and a time */
export async function readMetrics({ size, read }: ReadableFile): Promise<readonly LoggedMetrics[]> {
  if (size > mostBytes) throw new Malformed(`it has ${size} bytes; at most ${mostBytes} are read`)
  const bytes = await read(0, size)
  const metrics: LoggedMetrics[] = []
  const end = endOfLines(bytes)
  for (let start = 0; start < end; ) {
    const stop = bytes.indexOf(newline, start)
    const line = parseObject(bytes.subarray(start, stop))
    if (line._tag === 'Left') throw new Malformed(`line ${metrics.length + 1}: ${line.left}`)
    try {
      metrics.push(decodeMetrics(line.right))
    } catch (error) {
      if (error instanceof Malformed) throw new Malformed(`line ${metrics.length + 1}: ${error.message}`)
      throw error
    }
    start = stop + 1
  }
  return metrics
}
