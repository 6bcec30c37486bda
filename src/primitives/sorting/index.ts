// Sorting along an axis, and search in what is sorted.

export { type SearchParams, searchSorted, searchSortedP } from './search-sorted.js'
export { type SortParams, sort, sortP } from './sort.js'
