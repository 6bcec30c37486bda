// What `tenet doctor` finds: one thing that is there or is not, and how it is to be had.

/** Needed: without it nothing works. Wanted: with it things work better, or more of them do. */
export type Need = 'needed' | 'wanted'

export interface Finding {
  readonly name: string
  readonly state: 'there' | 'missing' | 'wrong'
  readonly need: Need
  /** What is there, or why it is not. */
  readonly detail: string
  /** How to get it, or to put it right; `null` where there is nothing to do. */
  readonly advice: string | null
}

export const there = (name: string, detail: string): Finding => ({ name, state: 'there', need: 'wanted', detail, advice: null })

/** Something needed must be had; without something wanted it goes on. */
export const isAlarming = ({ state, need }: Finding): boolean => state !== 'there' && need === 'needed'
