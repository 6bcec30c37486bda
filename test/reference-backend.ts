// Plugs in the reference backend, for tests of rooms below the index.

import { useCompiler } from '../src/core/executable.js'
import { useEvaluator } from '../src/core/pending.js'
import { referenceCompiler } from '../src/runtime/reference/compile.js'
import { referenceEvaluator } from '../src/runtime/reference/evaluate.js'

useEvaluator(referenceEvaluator)
useCompiler(referenceCompiler)
