import type { Report } from './library-run'

/** The table of docs/engine.md. */
export function table(reports: readonly Report[]): string {
  const rows = reports.map(({ version, oneDnn, cases, kernels, crashes, differences }) => {
    const [worstName, worst] = Object.entries(kernels).sort(([, a], [, b]) => b.worst - a.worst)[0] ?? ['', { worst: 0 }] // prettier-ignore
    const fewest = Math.min(...Object.values(kernels).map((each) => each.cases))
    return [version, oneDnn ? 'on' : 'off', cases, Object.keys(kernels).length, fewest, crashes.length, differences.length, `${worst.worst.toExponential(1)} (${worstName})`] // prettier-ignore
  })
  const head = ['TensorFlow', 'oneDNN', 'cases', 'kernels', 'fewest of one', 'crashes', 'differences', 'worst relative error'] // prettier-ignore
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
