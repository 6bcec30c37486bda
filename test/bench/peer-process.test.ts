// The pipe to a peer, with processes that answer, babble, die, and say nothing for ever.

import { left, right } from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { broken, late } from './failure.js'
import { startPeer } from './peer-process.js'

/** A process that runs `body` for each line it is told. */
const peer = (body: string) =>
  startPeer(process.execPath, ['-e', `require('readline').createInterface(process.stdin).on('line', line => { ${body} })`], {})

it('answers', async () => {
  const process = peer('console.log(line)')
  expect(await process.ask({ seconds: 1 }, 60)).toEqual(right({ seconds: 1 }))
  expect(await process.ask({ error: 'no such program' }, 60)).toEqual(left(broken('no such program')))
  await process.close()
})

it('that babbles is said to', async () => {
  const process = peer('console.log("well, " + line)')
  expect(await process.ask({ op: 'hello' }, 60)).toEqual(left(broken('unexpected answer well, {"op":"hello"}')))
  await process.close()
})

it('that dies is known to be dead', async () => {
  const process = peer('process.exit(3)')
  expect(await process.ask({}, 60)).toEqual(left(broken('the process ended (3)')))
  expect(process.alive()).toBe(false)
  expect(await process.ask({}, 60)).toEqual(left(broken('the process ended (3)')))
})

it('that is silent for too long is stopped, and stays so', async () => {
  const process = peer('')
  expect(await process.ask({}, 0.05)).toEqual(left(late(0.05)))
  expect(process.alive()).toBe(false)
  await process.close()
})

it('that cannot be started is a reason', async () => {
  const process = startPeer('/no/such/interpreter', [], {})
  expect(await process.ask({}, 60)).toMatchObject(
    left({ kind: 'broken', reason: expect.stringMatching(/^cannot start \/no\/such\/interpreter: /) }),
  )
})
