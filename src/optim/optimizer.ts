// What an optimizer is: a pure pair. Its state is a tree of tensors, so that it can be jitted, checkpointed and restored like parameters.
// Every part of an optimizer (clipping, momentum, a schedule) is an optimizer itself; `chain` puts them together.
// After optax's gradient transformations (DeepMind, 2020).

/**
 * Turns gradients into updates, which `applyUpdates` adds to the parameters.
 * Leaves that are not float tensors, and statistics (see `nn.isStatistic`), have no gradient: they get the update `null` and stay as they are.
 */
export interface Optimizer<S = unknown> {
  /** The state before the first update. */
  init(params: unknown): S
  /**
   * One step.
   * @param gradients a tree like the parameters
   * @throws ShapeError naming the leaf at which the trees differ
   */
  update<P>(gradients: P, state: S, params: NoInfer<P>): readonly [updates: P, next: S]
}

/** The state of an optimizer. */
export type StateOf<O> = O extends Optimizer<infer S> ? S : never

/** An optimizer that needs no memory. */
export const stateless = (update: <P>(gradients: P, params: P) => P): Optimizer<null> =>
  Object.freeze({
    init: () => null,
    update: <P>(gradients: P, state: null, params: P) => [update(gradients, params), state] as const,
  })

/** The optimizer that changes nothing. */
export const identity: Optimizer<null> = stateless(gradients => gradients)
