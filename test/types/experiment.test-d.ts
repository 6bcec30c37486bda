// The options of an experiment are the types of what `run` gets.

import { experiment, type Option, type OptionValues, option, type Run, type RunContext } from 'tenet/experiment'
import { check, type Equal } from './equal.js'

experiment({
  options: {
    depth: option.int(20, { min: 1 }),
    lr: option.float(),
    shortcut: option.boolean(true),
    title: option.string('a'),
    data: option.path(),
    optimizer: option.choice('adam', ['adam', 'sgd']),
    widths: option.list(option.int(), [64, 64]),
    stages: option.list(option.list(option.choice(undefined, ['conv', 'pool']))),
    patience: option.optional(option.int()),
  },
  run({ depth, lr, shortcut, title, data, optimizer, widths, stages, patience, ...rest }, context) {
    check<Equal<typeof depth, number>>()
    check<Equal<typeof lr, number>>()
    check<Equal<typeof shortcut, boolean>>()
    check<Equal<typeof title, string>>()
    check<Equal<typeof data, string>>()
    check<Equal<typeof optimizer, 'adam' | 'sgd'>>()
    check<Equal<typeof widths, readonly number[]>>()
    check<Equal<typeof stages, readonly (readonly ('conv' | 'pool')[])[]>>()
    check<Equal<typeof patience, number | null>>()
    check<Equal<keyof typeof rest, never>>()
    check<Equal<typeof context, RunContext>>()
  },
})

// An asynchronous run, as scripts write it.
experiment({
  options: { depth: option.int(20) },
  async run({ depth }, { log, checkpoint, resume }) {
    const state = (await resume({ step: 0 })) ?? { step: 0 }
    check<Equal<typeof state, { step: number }>>()
    log({ loss: depth, step: state.step })
    await checkpoint(state)
  },
})

// @ts-expect-error the default is none of the choices
option.choice('lion', ['adam', 'sgd'])
// @ts-expect-error a number is no text
option.int('20')
// @ts-expect-error the items are integers
option.list(option.int(), ['a'])
// @ts-expect-error there is no option of this name
experiment({ options: { depth: option.int(20) }, run: ({ width }) => console.log(width) })
// @ts-expect-error values are no options
experiment({ options: { depth: 20 }, run: () => undefined })

type Values = OptionValues<{ readonly a: Option<number>; readonly b: Option<'x' | 'y'> }>
check<Equal<Values, { readonly a: number; readonly b: 'x' | 'y' }>>()
check<Equal<Run['config']['seed'], number>>()
check<Equal<Run['metrics'][number]['loss'], number>>()
