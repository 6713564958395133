import { array, assert, integer, nat, property, tuple } from 'fast-check'
import { expect, it } from 'vitest'
import { type Box, boxesOverlap } from './geometry'
import { BoxIndex } from './box-index'

const box = tuple(integer({ min: -50, max: 50 }), integer({ min: -50, max: 50 }), nat(40), nat(40)).map(
  ([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height }),
)

it('finds the boxes that a look at every one of them finds', () => {
  assert(
    property(array(box), box, (boxes, part) => {
      const index = new BoxIndex(boxes)
      const expected = boxes.filter((each) => boxesOverlap(each, part))
      const found = new Set<Box>()
      index.some(part, (each) => !found.add(each))
      expect(found).toEqual(new Set(expected))
      expect(index.hits(part)).toBe(expected.length > 0)
    }),
  )
})
