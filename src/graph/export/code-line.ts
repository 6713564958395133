/** Lines of exported text that know which nodes they are about, so that a page can lead from one to the other. */

/** What a line is about: a node of a definition, or a definition itself. */
export interface CodePlace {
  module: string
  /** Left out: the definition. */
  node?: string
  /** Ids of the instances around the definition, where the line is about one instance; left out: about all. */
  path?: readonly string[]
}

export interface CodeLine {
  text: string
  /** In the order in which they stand on the line. */
  places: readonly CodePlace[]
}

/** A text as lines that are all about the same. */
export function codeLines(text: string, places: readonly CodePlace[] = []): CodeLine[] {
  return text.split('\n').map((line) => ({ text: line, places }))
}

/** Lines moved to the right by four spaces a level; empty ones stay empty. */
export function indentedCode(lines: readonly CodeLine[], levels = 1): CodeLine[] {
  const margin = '    '.repeat(levels)
  return lines.map((line) => (line.text === '' ? line : { ...line, text: margin + line.text }))
}

/** Blocks below each other with so many empty lines between. */
export function stacked(blocks: readonly (readonly CodeLine[])[], between: number): CodeLine[] {
  const gap = codeLines('\n'.repeat(between - 1))
  return blocks.flatMap((block, index) => (index === 0 ? block : [...gap, ...block]))
}

/** The text of lines. */
export function codeText(lines: readonly CodeLine[]): string {
  return lines.map(({ text }) => text).join('\n')
}
