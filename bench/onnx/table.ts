/** The results by folder, and those that are not equal by name, as Markdown. */
import type { Result } from './result'

const STATES: readonly Result['state'][] = ['equal', 'wrong', 'opaque', 'refused', 'failed']

export function table(results: readonly Result[]): string {
  const suites = [...new Set(results.map(({ model }) => model.suite))]
  const rows = suites.map((suite) => {
    const of = results.filter(({ model }) => model.suite === suite)
    const counts = STATES.map((state) => of.filter((result) => result.state === state).length)
    const again = of.filter((result) => result.again === 'equal').length
    return `| ${[suite, of.length, ...counts, again].join(' | ')} |`
  })
  const rest = results.filter(({ state }) => state !== 'equal')
  return [
    `| folder | models | ${STATES.join(' | ')} | equal when exported and imported again |`,
    `|---|---|${STATES.map(() => '---').join('|')}|---|`,
    ...rows,
    '',
    ...(rest.length === 0 ? [] : ['| not equal | state | why |', '|---|---|---|']),
    ...rest.map(({ model, state, notes }) => `| ${model.name} | ${state} | ${notes[0] ?? ''} |`),
    '',
  ].join('\n')
}
