// Random operations of PyTorch: other generators draw other numbers, so that their samples say nothing about ours.

import { LeftOut, type Row, row, type Table } from '../row.js'

const drawn = (ours: string): Row =>
  row(ours, 'input a b c', () => {
    throw new LeftOut('other random numbers')
  })

export const randomness: Table = Object.fromEntries(
  Object.entries({
    bernoulli: 'random.bernoulli',
    cauchy: 'random.cauchy',
    exponential: 'random.exponential',
    geometric: 'random.geometric',
    log_normal: 'random.lognormal',
    multinomial: 'random.choice',
    normal: 'random.normal',
    'normal.in_place': 'random.normal',
    'normal.number_mean': 'random.normal',
    randn: 'random.normal',
    randn_like: 'random.normal',
    rand_like: 'random.uniform',
    randint: 'random.randint',
    randint_like: 'random.randint',
    uniform: 'random.uniform',
  }).map(([theirs, ours]) => [theirs, drawn(ours)]),
)
