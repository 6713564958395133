/** What a single number that a step computes nearly always is. */
export type Usual = 'finite' | 'a number' | 'true'

const HOLDS: Readonly<Record<Usual, (value: number) => boolean>> = {
  finite: Number.isFinite,
  'a number': (value) => !Number.isNaN(value),
  true: (value) => value === 1,
}

export function isUsual(value: number, usual: Usual): boolean {
  return HOLDS[usual](value)
}
