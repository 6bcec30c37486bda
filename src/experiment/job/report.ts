// What the process of a run tells the one that has started it.

import { ArgumentError } from '../../support/errors.js'
import type { Progress } from '../experiment.js'
import { numbersOf } from '../folder/logged-values.js'
import { plainNumber } from '../folder/plain-numbers.js'
import type { FromJob } from './protocol.js'

/** Done when it has been said. */
export const send = (message: FromJob): Promise<void> =>
  new Promise(done => {
    // Without a parent there is nobody to tell.
    if (process.send === undefined || !process.connected) done()
    else process.send(message, undefined, undefined, () => done())
  })

/** How far the run is. @throws ArgumentError unless it is numbers, step and total among them */
export function report(progress: Progress): void {
  const { step, total, ...metrics } = numbersOf('progress', progress)
  if (step === undefined || total === undefined || !(total > 0))
    throw new ArgumentError(`progress: step and total must be given, total above 0; got ${step} and ${total}`)
  const numbers = Object.entries(metrics).map(([name, value]) => [name, plainNumber(value)] as const)
  void send({ type: 'progress', step, total, ...Object.fromEntries(numbers) })
}
