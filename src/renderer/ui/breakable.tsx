import { Fragment } from 'react'
import type { ReactNode } from 'react'

/** Shorter ones fit into any line. */
const LONG_WORD = /(\S{25,})/

/** A text whose long names break behind their underscores and points, not in the middle of a word. */
export function breakable(text: string): ReactNode {
  const words = text.split(LONG_WORD).flatMap((word) => (LONG_WORD.test(word) ? parts(word) : [word]))
  return words.map((word, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts have no other name
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {word}
    </Fragment>
  ))
}

function parts(word: string): string[] {
  return word.split(/(?<=[_.])/)
}
