// What the tests of loops and branches are run on: every device there is.

import { availableDevices, currentDevice, useDevice } from 'tenet'
import { afterAll, beforeAll, describe } from 'vitest'

/** Describes the same tests on each device. */
export function onEachDevice(name: string, tests: () => void): void {
  describe.each(availableDevices())(`${name}, on %s`, device => {
    const before = currentDevice()
    beforeAll(() => useDevice(device))
    afterAll(() => useDevice(before))
    tests()
  })
}
