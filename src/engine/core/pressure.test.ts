import { setImmediate } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { memory, ones, ready } from '../index'

beforeAll(async () => void (await ready()))

describe('memory outside every scope', () => {
  it('does not grow without end in a loop that drops what it makes', async () => {
    const megabyte = 2 ** 20
    for (let i = 0; i < 300; i++) {
      ones([2, megabyte]).mul(2)
      await setImmediate()
    }
    expect(memory().bytes).toBeLessThan(600 * megabyte)
  })
})
