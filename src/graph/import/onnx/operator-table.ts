/** The operators of ONNX and what is done about each, as Markdown for the documentation. */
import { BECOMES } from './becomes'
import { foldedOperators } from './fold/fold'
import { sources } from './fold/sources'

/** `operators`: all that ONNX has. */
export function operatorTable(operators: readonly string[]): string {
  const taken = operators.filter((op) => Object.hasOwn(BECOMES, op) || foldedOperators.includes(op))
  const opaque = operators.filter((op) => !taken.includes(op))
  const rows = taken.map((op) => {
    const worked = foldedOperators.includes(op) ? 'yes' : ''
    const otherwise = Object.hasOwn(sources, op) ? 'nothing' : 'an opaque node'
    return `| ${op} | ${BECOMES[op] ?? otherwise} | ${worked} |`
  })
  return [
    '| operator | becomes | worked out where all it reads is known |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `Opaque always: ${opaque.join(', ')}.`,
  ].join('\n')
}
