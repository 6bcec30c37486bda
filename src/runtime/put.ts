// Trees on devices. See Note [Where things are computed].

import { forceAll } from '../core/pending.js'
import { contentOf, isTensor, Tensor, typeOf } from '../core/tensor.js'
import { ArgumentError, InternalError, TraceError } from '../support/errors.js'
import { show } from '../support/show.js'
import { flatten, unflatten } from '../support/tree.js'
import { type Device, type DeviceLike, placed } from './devices.js'

function putTensor(tensor: Tensor, device: DeviceLike): Tensor {
  const content = contentOf(tensor)
  if (content.kind === 'pair')
    return new Tensor(typeOf(tensor), { kind: 'pair', re: putTensor(content.re, device), im: putTensor(content.im, device) })
  if (content.kind !== 'held') throw new InternalError(`put: a tensor is ${content.kind}`)
  return new Tensor(typeOf(tensor), { kind: 'held', buffer: placed('put', content.buffer, device) })
}

function checkUntraced(tensor: Tensor): void {
  const content = contentOf(tensor)
  if (content.kind === 'pair') for (const part of [content.re, content.im]) checkUntraced(part)
  if (content.kind === 'traced')
    throw new TraceError(`put: a value inside ${content.trace.name} has no elements yet; put tensors on a device before they get there`)
}

/**
 * The tree with its tensors on a device: what is computed with them is computed there, whatever the default device is, and stays there. Tensors
 * that were not put anywhere go along; those of two devices cannot be computed with together.
 * @param device a name, or what `device` or `devices` gives
 * @returns a tree of the same type; values that are no tensors stay
 * @throws LimitationError when the device cannot be had on this machine; TraceError inside of a transform, where tensors have no elements
 * @example
 * ```
 * const onCpu = put(params, device('cpu'))
 * ```
 */
export function put<T>(tree: T, device: DeviceLike): T {
  const { leaves, structure } = flatten(tree, isTensor)
  leaves.forEach(checkUntraced)
  forceAll(leaves)
  // The structure of the tree, with tensors of the same types.
  return unflatten(
    structure,
    leaves.map(leaf => putTensor(leaf, device)),
  ) as T
}

/**
 * Where a tensor was put, or is computed because of what was put there; `null` where it goes along.
 * @example
 * ```
 * deviceOf(put(ones([2]), 'reference').add(1)) // "reference"
 * ```
 * @throws ArgumentError when it is no tensor
 */
export function deviceOf(tensor: Tensor): Device | null {
  if (!isTensor(tensor)) throw new ArgumentError(`deviceOf: expected a tensor; got ${show(tensor)}`)
  const content = contentOf(tensor)
  if (content.kind === 'pair') return deviceOf(content.re)
  const device = content.kind === 'held' ? content.buffer.device : content.kind === 'pending' ? content.node.device : null
  // Buffers are put on devices by their names.
  return device as Device | null
}

// Note [Where things are computed]
// A tensor that nobody has put anywhere is computed on the default device when it is read, and its elements are copied wherever they are needed:
// programs that know of no devices need not. `put` is a decision: computation follows what was put, so an operation on it runs where it is,
// and what comes out is there too. An operation on tensors of two devices is an error at that operation and copies nothing: a silent copy in a
// training loop would cost more than it computes. This is JAX's rule for committed arrays.
