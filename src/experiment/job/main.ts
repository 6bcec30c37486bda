// The process of one run: takes an assignment, does the work, says what has become of it. It ends with the process that has started it.

import { Interrupted } from '../folder/recorder.js'
import type { Ended, ToJob } from './protocol.js'
import { send } from './report.js'
import { isPlain, wordsOf } from './words.js'
import { work } from './work.js'

async function end(ended: Ended): Promise<never> {
  await send(ended)
  process.exit(ended.state === 'finished' ? 0 : 1)
}

function fail(error: unknown): void {
  console.error(isPlain(error) ? wordsOf(error) : error)
  void end({ type: 'ended', state: 'failed', error: wordsOf(error) })
}

const controller = new AbortController()
// A signal of the terminal goes to all its processes; the one that has started this one says when to stop.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined)
process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', fail)
process.on('message', (message: ToJob) => {
  if (message.type === 'stop') controller.abort(new Interrupted('the run was told to stop'))
  else work(message.assignment, controller.signal).then(end, fail)
})
