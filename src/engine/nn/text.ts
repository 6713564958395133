/** A module as Python prints it: on one line without children, else a line for each child, indented by two spaces. */
export function moduleText(
  name: string,
  extra: string,
  children: readonly (readonly [string, { toString(): string }])[],
): string {
  if (children.length === 0) {
    return extra.includes('\n') ? `${name}(\n  ${extra.replaceAll('\n', '\n  ')}\n)` : `${name}(${extra})`
  }
  const lines = children.map(([key, child]) => `  (${key}): ${indented(child.toString())}`)
  const extraLines = extra === '' ? [] : [`  ${indented(extra)}`]
  return [`${name}(`, ...extraLines, ...lines, ')'].join('\n')
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}

export type PythonValue = string | number | boolean | null | undefined | readonly PythonValue[]

/** A value as Python writes it: `True`, `(3, 3)`, `1e-05`. */
export function pythonText(value: PythonValue): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value))
    return value.length === 1 ? `(${pythonText(value[0])},)` : `(${value.map(pythonText).join(', ')})`
  if (typeof value === 'number') return numberText(value)
  return String(value)
}

/** A number as Python writes a float: `0.1`, `1e-05`, `1.0`. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : numberText(value)
}

function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value)
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (power >= -4 && power < 16) return String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
