import { lawsOf } from './laws-of.js'
import { shapes } from './shapes.js'

lawsOf(shapes)
