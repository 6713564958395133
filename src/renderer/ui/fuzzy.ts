/** Ranks what a person may mean by a few typed letters. */

/**
 * How well `query` fits `text`: 0 not at all; 100 the same; then prefix, start of a word (`cl` in CrossEntropyLoss
 * by its capitals, too), inside, and last the letters in their order. `nn.Conv2d` asks for Conv2d, and `max_pool2d` and
 * `max pool` for MaxPool2d.
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = plainQuery(query)
  if (wanted === '') return 1
  const joined = wanted.replace(/[\s_-]+/g, '')
  return Math.max(
    scoreOf(wanted, text),
    joined === wanted ? 0 : scoreOf(joined, text) * 0.95,
    // Of names that have their place in them, it tells which.
    scoreOf(query.trim().toLowerCase(), text),
  )
}

function scoreOf(wanted: string, text: string): number {
  const lower = text.toLowerCase()
  if (lower === wanted) return 100
  const shorter = Math.max(0, 10 - lower.length / 10)
  if (lower.startsWith(wanted)) return 80 + shorter
  if (initials(text).startsWith(wanted)) return 70 + shorter
  const inside = lower.indexOf(wanted)
  if (inside > 0) return (/[^a-z0-9]/.test(lower[inside - 1] ?? '') ? 60 : 40) + shorter
  return lettersInOrder(wanted, lower) ? 10 + shorter : 0
}

/** From here on the letters stand together, and from here on they begin a word. */
const TOGETHER = 40
const BEGINS = 60
const AHEAD = 10

/** How well `query` fits a text of several words: 0 unless each of its words begins one of them. */
function wordsScore(query: string, text: string): number {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const wanted = plainQuery(query).split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '') // prettier-ignore
  if (wanted.length === 0) return 0
  if (wanted.every((part) => words.includes(part))) return 60
  return wanted.every((part) => words.some((word) => word.startsWith(part))) ? 50 : 0
}

/** What is written before a dot is only the place where a name stands. */
function plainQuery(query: string): string {
  return query.trim().toLowerCase().replace(/^\S*\.(?=\S)/, '') // prettier-ignore
}

interface Candidate {
  label: string
  /** What the label is about, where it has more words: `ReLU` in “Add ReLU”. */
  name?: string
  /** It comes before others that fit as well by the beginning of a word, unless they are meant letter by letter. */
  first?: boolean
  /** Other words that mean it, in any order; they count less than the label. */
  keywords?: readonly string[]
}

/** The candidates that fit, best first; equals keep their order. */
export function fuzzyFilter<T extends Candidate>(query: string, candidates: readonly T[]): T[] {
  if (query.trim() === '') return [...candidates]
  const scored = candidates.map((candidate) => ({ candidate, score: candidateScore(query, candidate) }))
  // Letters that are strewn over a name are what somebody means only where nothing has them together.
  const least = scored.some(({ score }) => score >= TOGETHER) ? TOGETHER : 1
  return scored
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score)
    .map(({ candidate }) => candidate)
}

function candidateScore(query: string, { label, name, first = false, keywords = [] }: Candidate): number {
  const named = name === undefined ? 0 : fuzzyScore(query, name)
  return Math.max(
    fuzzyScore(query, label),
    first && named >= BEGINS ? Math.min(99, named + AHEAD) : Math.min(99, named),
    ...keywords.map((keyword) => wordsScore(query, keyword)),
  )
}

function initials(text: string): string {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
  return words.map((word) => word[0] ?? '').join('').toLowerCase() // prettier-ignore
}

function lettersInOrder(wanted: string, text: string): boolean {
  let at = 0
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
