import { beforeAll, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { putAside, takeUp } from './context'
import { fromValues } from './tensor'
import { isGradEnabled, noGrad } from './grad-mode'
import { closeScope, openScope } from './storage'

beforeAll(async () => {
  await ready()
})

const one = () => fromValues(Float32Array.of(1), [1], 'float32')

it('what is made while a scope is put aside does not end with it', () => {
  const scope = openScope()
  const inside = one()
  const context = putAside()
  const outside = one()
  takeUp(context)
  const later = one()
  closeScope(scope, [])
  expect([inside, outside, later].map(({ storage }) => storage.freed)).toEqual([true, false, true])
  outside.dispose()
})

it('recording is as it was when the code goes on', () => {
  noGrad(() => {
    const context = putAside()
    expect(isGradEnabled()).toBe(true)
    takeUp(context)
    expect(isGradEnabled()).toBe(false)
  })
  expect(isGradEnabled()).toBe(true)
})
