import { creation } from './creation.js'
import { lawsOf } from './laws-of.js'

lawsOf(creation)
