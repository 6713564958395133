const said = new Set<string>()

/** Warns once for each text, as Python's warnings do. */
export function warnOnce(text: string): void {
  if (said.has(text)) return
  said.add(text)
  process.emitWarning(text, { type: 'UserWarning' })
}
