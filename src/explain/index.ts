// What becomes of a function: as data, as text, as a page. Start with `explain.ts`; `explanation.ts` says what is known.

export { multiplyAdds } from './cost.js'
export { type Explanation, explain } from './explain.js'
export type {
  ArgumentReport,
  BodyReport,
  Compilation,
  KernelKind,
  KernelReport,
  MemoryReport,
  PassReport,
  Placement,
  Report,
  ValueReport,
} from './explanation.js'
export type { Details } from './text.js'
