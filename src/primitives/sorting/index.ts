// Sorting along an axis, and search in what is sorted.

export type { SortParams } from './order.js'
export { type SearchParams, searchSorted, searchSortedP } from './search-sorted.js'
export { sort, sortP } from './sort.js'
