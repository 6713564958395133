import { expect, it } from 'vitest'
import { nameProblem } from '../../graph/document/identifiers'
import { nn } from '../index'

it('lets no node take a name that the modules of the engine have', () => {
  const names: string[] = []
  for (let each: unknown = new nn.Module(); each !== null; each = Object.getPrototypeOf(each))
    names.push(...Object.getOwnPropertyNames(each))
  expect(names).toContain('call')
  expect(names.filter((name) => nameProblem(name) === undefined)).toEqual([])
})
