import { describe, expect, it } from 'vitest'
import { CHAPTERS, documentOf, edited, frozen, hooked } from './chapters'
import { slopeAnHour } from './memory'
import { movesOf } from './moves'

describe('a soak', () => {
  it.each(CHAPTERS)('edits, freezes and hooks $sample, and ends as it began', (chapter) => {
    const document = documentOf(chapter)
    const moves = Array.from({ length: 12 }, (_, round) => movesOf(chapter, document, round))
    const opened = moves.map((round) =>
      round.flatMap((move) =>
        move.kind === 'command' && move.command.kind === 'open' ? [move.command.document] : [],
      ),
    )
    for (const documents of opened) expect(documents.at(-1)).toBe(document)
    expect(edited(document, chapter)).not.toEqual(document)
    expect(frozen(document, chapter)).not.toEqual(document)
    expect(hooked(document, [])).not.toEqual(document)
  })

  it('does the same in the same round', () => {
    const [chapter] = CHAPTERS
    const document = documentOf(chapter!)
    expect(movesOf(chapter!, document, 3)).toEqual(movesOf(chapter!, document, 3))
    expect(movesOf(chapter!, document, 4)).not.toEqual(movesOf(chapter!, document, 3))
  })

  it('tells how much memory grows in an hour', () => {
    const held = [0, 15, 30].map((minutes) => ({ minutes, amount: 100 + minutes }))
    expect(slopeAnHour(held)).toBeCloseTo(60)
  })
})
