/** The patterns of einops as groups of names: `b c (h p)`. */

/** `(h w)` is one group of two names; `1` and `()` are groups of none. */
export type Groups = readonly (readonly string[])[]

/** A `...` that stands alone: so many groups of one name. */
export const REST = '…'

const NUMBER = /^\d+$/

/** One side of a pattern. A number stands for an axis of that size, under a name of its own. */
export function groupsOf(side: string): Groups {
  const parts = side.match(/\([^()]*\)|[^\s()]+/g) ?? []
  return parts.map((part, group) => {
    if (part === '...') return [REST]
    const names = part.replaceAll(/[()]/g, ' ').split(' ')
    return names
      .filter((name) => name !== '' && name !== '1')
      .map((name, place) => (NUMBER.test(name) ? `${name}@${group}.${place}` : name))
  })
}

/** The size that a number of a pattern says; undefined for names. */
export function writtenSize(name: string): number | undefined {
  const [, number] = /^(\d+)@/.exec(name) ?? []
  return number === undefined ? undefined : Number(number)
}

/** `...` as names of its own, one for each of the dimensions that are left; undefined where nobody knows how many these are. */
export function spelledOut(groups: Groups, count: number | undefined): Groups | undefined {
  if (!groups.some((group) => group.includes('...') || group[0] === REST)) return groups
  if (count === undefined || count < 0) return undefined
  const names = Array.from({ length: count }, (_, place) => `...${place}`)
  return groups.flatMap((group): Groups => {
    if (group[0] === REST) return names.map((name) => [name])
    return [group.flatMap((name) => (name === '...' ? names : [name]))]
  })
}

/** How many dimensions a side has without its `...`. */
export function writtenRank(groups: Groups): number {
  return groups.filter(([first]) => first !== REST).length
}

/** Names of axes as letters, as `einsum` takes them: `batch head i, batch head j -> batch i j`. */
export function asLetters(pattern: string): string {
  const names = [...new Set(pattern.match(/\p{L}[\p{L}\p{N}_]*/gu) ?? [])]
  const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  return pattern
    .replaceAll(/\p{L}[\p{L}\p{N}_]*/gu, (name) => letters[names.indexOf(name)] ?? '?')
    .replaceAll(' ', '')
}
