// Threads of loaders start without operations, compiler and backends, which take longer to load than a first batch to compute. A pipeline that
// computes with tensors all the same is stopped at the first operation; the library is loaded, and it begins again: what it computes is a pure
// function, so nobody can tell. A pipeline that imports `tenet` has the library from the start.

import { Tensor } from '../core/tensor.js'
import { InternalError } from '../support/errors.js'
import type * as batches from './images/batches.js'

/** What of this room is not there before the library is. */
type Late = Pick<typeof batches, 'mixup' | 'cutmix' | 'normalize'>

/** Thrown by an operation on tensors before the library is there; never seen by users. */
class LibraryNeeded extends Error {}

let load: (() => Promise<Late>) | null = null
let loaded: Late | null = null

/** Called once, by the entry of a thread. @param loading gets the library */
export function startWithoutLibrary(loading: () => Promise<Late>): void {
  load = loading
  // Whatever tensors do not have yet is looked up here; own methods, which the library gives them, are found before.
  const missing: ProxyHandler<object> = {
    get(target, name, receiver) {
      if (loaded === null && typeof name === 'string' && !(name in target) && name !== 'then' && name !== 'toJSON')
        throw new LibraryNeeded(name)
      return Reflect.get(target, name, receiver)
    },
  }
  Object.setPrototypeOf(Tensor.prototype, new Proxy(Object.prototype, missing))
}

/** A function of the library, which is there when it is. */
export const late = <N extends keyof Late>(name: N): Late[N] => {
  const call = (...args: readonly unknown[]): unknown => {
    if (loaded === null) throw new LibraryNeeded(name)
    return (loaded[name] as (...args: readonly unknown[]) => unknown)(...args)
  }
  // Takes and gives what the function of that name does.
  return Object.defineProperty(call, 'name', { value: name }) as Late[N]
}

const isNeed = (error: unknown): boolean => error instanceof LibraryNeeded || (error instanceof Error && isNeed(error.cause))

/** The result of a pure function; where it needs the library, that is loaded, and it is called again. */
export async function withLibrary<T>(f: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await f()
  } catch (error) {
    if (!isNeed(error)) throw error
    if (load === null) throw new InternalError('loader: the library is needed where it was never left out')
    loaded = await load()
    return f()
  }
}
