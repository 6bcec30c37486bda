// What a process of its own is started for: first calls, what compiling takes of them, and how much memory steps need.

import type { FreshRow } from './row.js'

type Measured = Pick<FreshRow, 'kind' | 'program'> & Partial<Pick<FreshRow, 'cache' | 'calls'>>

const fresh = (name: string, description: string, { kind, program, cache = 'cold', calls = 1 }: Measured): FreshRow => ({
  kind,
  name,
  description,
  program,
  sizes: {},
  work: { flops: 0, bytes: 0 },
  cache,
  calls,
  rounds: 3,
})

const [lenet, resnet] = ['lenet-step', 'resnet-step']

const peak = (program: string): FreshRow =>
  fresh(
    `peak-${program}`,
    `memory of the first six calls of ${program}, compiling included: the process's peak beyond what it had before`,
    {
      kind: 'peak',
      program,
      calls: 6,
    },
  )

export const freshRows: readonly FreshRow[] = [
  fresh('first-call-cold', 'first LeNet step in a fresh process, nothing compiled before', { kind: 'first-call', program: lenet }),
  fresh('first-call-warm', 'first LeNet step in a fresh process, after another process did the same', {
    kind: 'first-call',
    program: lenet,
    cache: 'warm',
  }),
  fresh('trace-resnet-step', 'recording the ResNet-18 step, in a fresh process, without compiling it', { kind: 'trace', program: resnet }),
  fresh('compile-cold-resnet-step', 'the first ResNet-18 step in a fresh process less the second, nothing compiled before', {
    kind: 'compile',
    program: resnet,
  }),
  fresh('compile-warm-resnet-step', 'the first ResNet-18 step in a fresh process less the second, after another process did the same', {
    kind: 'compile',
    program: resnet,
    cache: 'warm',
  }),
  ...['mlp-step', lenet, 'vgg-step', resnet, 'gru-step', 'transformer-step', 'resnet-inference'].map(peak),
]
