// `metrics.jsonl`, read back: one object a line. A last line without its end was being written when its process died, and is passed over.

import { parseObject } from '../../io/untrusted/strict-json.js'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { decodeMetrics } from './decode.js'
import type { LoggedMetrics } from './format.js'

/** More than any run logs, and less than a buffer may hold. */
const mostBytes = 2 ** 30

const newline = 10

/** @throws Malformed when a line is no object of numbers with a step and a time */
export function parseMetrics(bytes: Uint8Array): readonly LoggedMetrics[] {
  const metrics: LoggedMetrics[] = []
  const end = bytes.lastIndexOf(newline) + 1
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

/** The lines of the file. @throws Malformed as parseMetrics does, and when it is larger than any such file */
export async function readMetrics({ size, read }: ReadableFile): Promise<readonly LoggedMetrics[]> {
  if (size > mostBytes) throw new Malformed(`it has ${size} bytes; at most ${mostBytes} are read`)
  return parseMetrics(await read(0, size))
}
