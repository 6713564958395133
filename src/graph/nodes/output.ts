import { defineNode } from '../registry/definition'

/** A value that `forward` returns; the calling module sees it at the handle of this name. Shape: that of its input. */
export const output = defineNode({
  type: 'Output',
  category: 'data',
  doc: 'A value that forward() returns.',
  stem: 'output',
  plainStem: true,
  role: 'output',
  outputs: [],
  calls: ['module'],
  accepts: 'any',
  types: () => ({}),
})
