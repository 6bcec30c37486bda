// A layer and a way around it.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { foldIn } from '../../ops/random/index.js'
import { ShapeError } from '../../support/errors.js'
import { sameShape } from '../../support/shape.js'
import type { LayerShapes, ResidualShapes, SameShape } from '../../types/index.js'
import { identity } from '../activation/elementwise.js'
import { defineLayer, isWithoutParameters, type Layer, noParameters, rulesOf } from '../layer/layer.js'
import { trainableOf } from '../parameters/trainable.js'

interface Branches {
  readonly main?: unknown
  readonly skip?: unknown
}

function join(main: Tensor, skip: Tensor): Tensor {
  if (!sameShape(main.shape, skip.shape))
    throw new ShapeError(`residual: main and skip must give one shape; expected ${showType(main)} (main), got ${showType(skip)} (skip)`)
  return add(main, skip)
}

/**
 * `main(x) + skip(x)`.
 * Parameters: `main` and `skip`, where they have any.
 * @param skip the way around; the identity unless given
 * @example
 * ```
 * residual(sequential(conv2d(16, 3, { padding: 1 }), relu, conv2d(16, 3, { padding: 1 })))
 * ```
 * @source He et al., "Deep residual learning for image recognition", 2016
 */
export function residual<M extends LayerShapes, S extends LayerShapes = SameShape>(
  main: Layer<M>,
  skip?: Layer<S>,
): Layer<ResidualShapes<M, S>> {
  const [through, around] = [rulesOf('residual', main), rulesOf('residual', skip ?? identity)]
  const branches = (mainParams: unknown, skipParams: unknown): Branches => ({
    ...(isWithoutParameters(mainParams) ? {} : { main: mainParams }),
    ...(isWithoutParameters(skipParams) ? {} : { skip: skipParams }),
  })
  return defineLayer<ResidualShapes<M, S>, Branches>({
    name: 'residual',
    takes: through.takes ?? 'floats',
    init: (key, input) => branches(through.init(foldIn(key, 0), input), around.init(foldIn(key, 1), input)),
    parts: (params, example) => [
      { name: 'main', layer: through, params: params.main ?? noParameters, example },
      { name: 'skip', layer: around, params: params.skip ?? noParameters, example },
    ],
    trainable: ({ main, skip }) => ({
      ...(main === undefined ? {} : { main: trainableOf(through, main) }),
      ...(skip === undefined ? {} : { skip: trainableOf(around, skip) }),
    }),
    apply: (params, x) => join(through.apply(params.main ?? noParameters, x), around.apply(params.skip ?? noParameters, x)),
    train(params, x, key) {
      const [y, mainParams] = through.train(params.main ?? noParameters, x, foldIn(key, 0))
      const [z, skipParams] = around.train(params.skip ?? noParameters, x, foldIn(key, 1))
      return [join(y, z), branches(mainParams, skipParams)]
    },
  })
}
