/** Text as people copy it: sessions of Python with their prompts, cells of a notebook, spaces that do not break. */

const PROMPT = /^\s*(?:>>>|\.\.\.)(?: |$)/
/** `In [3]: `, and the dots under it. */
const NUMBERED = /^(?:In \[\d+\]: ?|\s+\.\.\.: ?)/
/** `%matplotlib`, `!pip`, `files = !ls`, `net?` */
const CELL_COMMAND = /^\s*[%!]|^\s*[\w, ]+ = [!%]|^[\w.]+\?{1,2}\s*$/
/** Cells whose code is Python all the same. */
const TIMED = /^\s*%%(?:time|timeit|capture|prun)\b/

/** The plain source or text that it holds. */
export function plainText(text: string): string {
  const source = (notebookSource(text) ?? text).replace(/[\u00A0\u2007\u202F]/g, ' ').replace(/\r\n?/g, '\n')
  const lines = source.split('\n')
  if (lines.some((line) => /^In \[\d+\]: /.test(line)))
    return lines.map((line) => (NUMBERED.test(line) ? line.replace(NUMBERED, '') : '')).join('\n')
  // A file of Python may have sessions as examples in its comments.
  const isFile = lines.some((line) => /^(?:class|def|import|from)\s/.test(line))
  if (isFile || !lines.some((line) => /^\s*>>> /.test(line))) return source
  // What stands without a prompt is what Python answered; its line stays, so that the others keep their numbers.
  return lines.map((line) => (PROMPT.test(line) ? line.replace(PROMPT, '') : '')).join('\n')
}

/** The code of a Jupyter notebook, cell after cell; undefined for what is none. */
export function notebookSource(text: string): string | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('"cells"')) return undefined
  try {
    const { cells } = JSON.parse(text) as { cells?: unknown }
    if (!Array.isArray(cells)) return undefined
    return (cells as { cell_type?: unknown; source?: unknown }[])
      .filter((cell) => cell !== null && cell.cell_type === 'code')
      .map(({ source }) =>
        Array.isArray(source) ? source.join('') : typeof source === 'string' ? source : '',
      )
      .map((source) => {
        const foreign = /^\s*%%/.test(source) && !TIMED.test(source)
        return source
          .split('\n')
          .map((line) => (foreign || CELL_COMMAND.test(line) ? '' : line))
          .join('\n')
      })
      .join('\n')
  } catch {
    return undefined
  }
}

/** Whether the net is one of Keras, which is another library: its source, or the table that `model.summary()` prints. */
export function isKeras(text: string): boolean {
  return (
    /^\s*Layer \(type\)[^\n]*Output Shape[\s\S]*\(None, /m.test(text.slice(0, 20_000)) || importsKeras(text)
  )
}

function importsKeras(text: string): boolean {
  return (
    /^\s*(?:from|import)\s+(?:tensorflow|keras)\b/m.test(text) && !/^\s*(?:from|import)\s+torch\b/m.test(text)
  )
}
