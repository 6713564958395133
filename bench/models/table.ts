/** The results by repository, as a table of Markdown. */
import type { Result } from './imported'
import type { ModelFile } from './model-files'

const CLOSE = 1e-3

export function table(results: readonly (Result & { file: ModelFile })[]): string {
  const repositories = [...new Set(results.map(({ file }) => file.repository))]
  const row = (name: string, of: readonly Result[]): string => {
    const count = (...states: Result['state'][]): number =>
      of.filter(({ state }) => states.includes(state)).length
    const run = of.filter(({ difference }) => difference !== undefined)
    const equal = run.filter(({ difference }) => Number(difference) <= CLOSE)
    return `| ${[name, of.length, count('whole'), count('noted'), count('wrong'), count('refused'), `${equal.length} of ${run.length}`].join(' | ')} |`
  }
  return [
    '| repository | model files | whole | with notes | wrong for `check` | refused | outputs as PyTorch’s |',
    '|---|---|---|---|---|---|---|',
    ...repositories.map((name) =>
      row(
        name,
        results.filter(({ file }) => file.repository === name),
      ),
    ),
    row('all', results),
    '',
  ].join('\n')
}
