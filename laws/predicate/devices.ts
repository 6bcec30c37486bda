// Devices agree: what the CPU computes is what the reference backend computes, up to the rounding of functions and the order of sums.

import { availableDevices, currentDevice, type Device, useDevice } from 'tenet'
import { differenceOf, type Violation } from './compare-arrays.js'
import { copyOf, type Elements, isFloatArray, leavesOf, treeDifference } from './trees.js'

export interface Agreement<A extends readonly unknown[]> {
  /** How many units in the last place may be between two floats. Default 4: transcendental functions are within 2 of the truth on either device. */
  readonly ulps?: number
  /**
   * The size of what was summed for each element, a tree like the result; units in the last place are those of this size. For a sum of terms it is the
   * sum of their absolute values, for a cancellation leaves no digits. By default the size of the element itself.
   */
  readonly terms?: (...args: A) => unknown
}

const mantissaBits: Readonly<Record<string, number>> = { float32: 23, float64: 52 }
const smallestExponent: Readonly<Record<string, number>> = { float32: -149, float64: -1074 }

/** The distance of neighbouring floats at a size. */
export function unitInTheLastPlace(size: number, dtype: string): number {
  const least = 2 ** (smallestExponent[dtype] ?? 0)
  return size === 0 || !Number.isFinite(size) ? least : Math.max(least, 2 ** (Math.floor(Math.log2(size)) - (mantissaBits[dtype] ?? 0)))
}

/** Computes on a device, or on whatever there is where it cannot be had. */
export function onDevice<R>(device: Device, body: () => R): R {
  const before = currentDevice()
  if (availableDevices().includes(device)) useDevice(device)
  try {
    return body()
  } finally {
    useDevice(before)
  }
}

/** What a device computes; arguments are copied, so that nothing is computed before. */
function computedOn<A extends readonly unknown[]>(device: Device, f: (...args: A) => unknown, args: A): ReadonlyMap<string, Elements> {
  const copies = copyOf(args)
  return onDevice(device, () => leavesOf(f(...copies)))
}

/**
 * The CPU and the reference backend give the same results: integers and bools to the bit, floats within some units in the last place.
 * Holds where the CPU backend cannot be had, for there is one device then.
 */
export function devicesAgree<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  { ulps = 4, terms }: Agreement<A> = {},
): Violation {
  if (!availableDevices().includes('cpu')) return null
  const reference = computedOn('reference', f, args)
  const sizes = terms === undefined ? [...reference.values()] : [...computedOn('reference', terms, args).values()]
  let leaf = 0
  return treeDifference('cpu', computedOn('cpu', f, args), reference, (name, got, expected) => {
    const size = sizes[leaf++]
    const allowed = (i: number): number =>
      isFloatArray(expected) ? ulps * unitInTheLastPlace(Math.abs(size?.data[i] ?? 0), expected.dtype) : 0
    return differenceOf(name, got, expected, allowed)
  })
}
