/** A pass over a batch in `eval` mode, at each of whose visits something can be looked at or changed; nothing else is left of it. */
import { walkPass } from '../build/compile'
import { TapeBook } from '../build/tape-book'
import type { PassResult } from '../build/compile'
import type { Visit } from '../build/visit'
import { scope } from '../core/scope'
import type { Batch } from '../executor/batch'
import { asideInEvalMode } from './evaluate'
import { feedOf } from './feed'
import type { Model } from './model'

/** → what `end` makes of the result, while its tensors are there */
export function watchedPass<T>(
  { compiled }: Model,
  batch: Batch,
  at: (visit: Visit) => void,
  end: (result: PassResult) => T,
): T {
  return asideInEvalMode(compiled, () =>
    scope(() => {
      const book = new TapeBook(new Map())
      try {
        const walk = walkPass(compiled, feedOf(batch), { flow: null, book })
        let next = walk.next()
        for (; !next.done; next = walk.next()) at(next.value)
        return end(next.value)
      } finally {
        book.free()
      }
    }),
  )
}
