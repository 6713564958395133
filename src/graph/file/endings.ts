/** What files of documents are called. */

/** Of names, without the dot; what is written first gets the first. */
export const GRAPH_ENDINGS = ['json', 'gradwire'] as const

const ENDING = new RegExp(`\\.(${GRAPH_ENDINGS.join('|')})$`, 'i')

export function isGraphName(name: string): boolean {
  return ENDING.test(name)
}

/** `net` of `net.json`. */
export function withoutGraphEnding(name: string): string {
  return name.replace(ENDING, '')
}
