import type { Ratio } from '../train/figures'

/** What one thing takes in both checkouts, in milliseconds. */
export interface Row extends Ratio {
  readonly name: string
  readonly own: number
  readonly theirs: number
}

export function rowLine({ name, own, theirs, ratio, least, greatest }: Row): string {
  const figures = [own, theirs].map((ms) => `${ms.toPrecision(4).padStart(8)} ms`).join(' / ')
  return `${name.padEnd(44)} ${figures}  ${ratio.toFixed(3)} (${least.toFixed(3)}–${greatest.toFixed(3)})`
}

/** A table whose least favourable row comes first. */
export function rowsMarkdown(rows: readonly Row[], other: string): string {
  const lines = rows
    .toSorted((a, b) => b.ratio - a.ratio)
    .map(({ name, own, theirs, ratio, least, greatest }) => {
      const range = `${ratio.toFixed(3)} (${least.toFixed(3)}–${greatest.toFixed(3)})`
      return `| ${name} | ${own.toPrecision(4)} | ${theirs.toPrecision(4)} | ${range} |`
    })
  return [`| what | ms | ${other}, ms | ratio |`, '| --- | --- | --- | --- |', ...lines].join('\n')
}
