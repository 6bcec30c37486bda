// Where displays are tested: a clock that moves when it is told to, and a stream that remembers, or is a terminal (xterm, without a window).

import { EventEmitter } from 'node:events'
import xterm from '@xterm/headless'
import type { Clock } from '../../../src/experiment/display/index.js'

export interface StageClock extends Clock {
  /** Moves on, and calls what is due on the way. */
  readonly wait: (milliseconds: number) => void
}

export function stageClock(): StageClock {
  let now = 5_000
  const timers = new Set<{ readonly every: number; next: number; readonly call: () => void }>()
  return {
    now: () => now,
    every(milliseconds, call) {
      const timer = { every: milliseconds, next: now + milliseconds, call }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    wait(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const due = [...timers].filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0]
        if (due === undefined) break
        now = due.next
        due.next += due.every
        due.call()
      }
      now = end
    },
  }
}

/** The methods of a stream that a display has a use for. */
class Output extends EventEmitter {
  readonly writes: string[] = []
  write(text: string): boolean {
    this.writes.push(text)
    return true
  }
}

export const asStream = (output: Output): NodeJS.WritableStream => output as unknown as NodeJS.WritableStream

export const remembering = (): Output => new Output()

export class Screen extends Output {
  readonly isTTY = true
  columns: number
  rows: number
  readonly #terminal: InstanceType<typeof xterm.Terminal>

  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
    // What a terminal driver does with ends of lines.
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true, scrollback: 10_000 })
  }

  override write(text: string): boolean {
    this.#terminal.write(text)
    return super.write(text)
  }

  async resize(columns: number, rows = this.rows): Promise<void> {
    await this.#settled()
    this.#terminal.resize(columns, rows)
    this.columns = columns
    this.rows = rows
    this.emit('resize')
  }

  /** All that has been written and not been replaced, what has scrolled away too; lines that were wrapped in one. */
  async lines(): Promise<readonly string[]> {
    await this.#settled()
    const buffer = this.#terminal.buffer.active
    const lines: string[] = []
    for (let i = 0; i < buffer.length; i++) {
      const line = buffer.getLine(i)
      const next = buffer.getLine(i + 1)
      const text = line?.translateToString(next?.isWrapped !== true) ?? ''
      if (line?.isWrapped === true) lines.push(`${lines.pop() ?? ''}${text}`)
      else lines.push(text)
    }
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  #settled(): Promise<void> {
    return new Promise(resolve => this.#terminal.write('', resolve))
  }
}
