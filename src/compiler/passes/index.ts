// Passes rewrite graphs, keeping the bits of every result. Start with `pipeline.ts`.

export type { Pass } from './pass.js'
export { type PassOptions, pipeline, runPasses, withBodies } from './pipeline.js'
