// Transforms one after the other. With one that is random the whole is random, and its type says so.

import { ArgumentError } from '../../support/errors.js'
import { type ExampleKey, foldInWord } from '../example-key.js'
import type { RandomErasing } from './erase.js'
import { checkNumber, drawn, identity, type RandomTransform, type Sample, type Transform } from './sample.js'
import type { RandomToTensor, ToTensor } from './to-tensor.js'

/** A step takes a sample, or a key and a sample: its number of parameters tells which. */
type Step = ((sample: Sample) => unknown) | ((key: ExampleKey, sample: Sample) => unknown)

/**
 * Transforms in order, the last of which may be `toTensor`, and `randomErasing` after it. Each random one gets a key of its own, by its place in the order.
 * @returns (sample) => sample where no step is random, else (key, sample) => sample
 * @example
 * ```
 * const evaluation = images.compose(images.resize(256), images.centerCrop(224), images.toTensor(images.imageNet))
 * const training = images.compose(images.randomResizedCrop(224), images.randomHorizontalFlip(), images.toTensor(images.imageNet))
 * data.map(validation, evaluation)                       // not training: it needs a key
 * data.augment(train, { seed: 0, epoch }, training)
 * ```
 */
export function compose(...steps: readonly Transform[]): Transform
export function compose(...steps: readonly [...Transform[], ToTensor]): ToTensor
export function compose(...steps: readonly (Transform | RandomTransform)[]): RandomTransform
export function compose(...steps: readonly [...(Transform | RandomTransform)[], ToTensor]): RandomToTensor
export function compose(...steps: readonly [...(Transform | RandomTransform)[], ToTensor, RandomErasing]): RandomToTensor
export function compose(...steps: readonly unknown[]): unknown {
  const list = steps.map((step, n) => {
    if (typeof step !== 'function' || step.length < 1 || step.length > 2)
      throw new ArgumentError(`compose: step ${n} must be a function of a sample, or of a key and a sample; got ${typeof step}`)
    return step as Step
  })
  const isRandom = (step: Step): step is (key: ExampleKey, sample: Sample) => unknown => step.length === 2
  const run = (sample: Sample, keyOf: (n: number) => ExampleKey): unknown =>
    // What one gives the next takes, as the overloads say.
    list.reduce<unknown>((value, step, n) => (isRandom(step) ? step(keyOf(n), value as Sample) : step(value as Sample)), sample)
  return list.some(isRandom)
    ? (key: ExampleKey, sample: Sample) => run(sample, n => foldInWord(key, n))
    : (sample: Sample) => run(sample, n => [0, n])
}

/**
 * A transform with a probability, else no change.
 * @param p from 0 to 1. Default 0.5
 */
export function randomly(transform: Transform, p = 0.5): RandomTransform {
  checkNumber('randomly', 'p', p, 0, 1)
  return drawn(random => (random.bernoulli(p) ? transform : identity))
}

/** One of several transforms, each as likely. */
export function randomChoice(...transforms: readonly Transform[]): RandomTransform {
  if (transforms.length === 0) throw new ArgumentError('randomChoice: expected at least one transform; got none')
  return drawn(random => transforms[random.integer(0, transforms.length)] as Transform)
}
