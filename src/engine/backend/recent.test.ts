import { describe, expect, it } from 'vitest'
import { Recent } from './recent'

function counted(entries: number, bytes = Infinity) {
  const gone: string[] = []
  const recent = new Recent<number, string>(
    { entries, bytes },
    (value) => value.length,
    (value) => gone.push(value),
  )
  return { recent, gone }
}

describe('Recent', () => {
  it('lets go of what nobody asked for, and keeps what somebody did', () => {
    const { recent, gone } = counted(100)
    for (let i = 0; i < 1000; i++) {
      recent.set(i, `value ${i}`)
      expect(recent.get(0)).toBe('value 0')
      expect(recent.get(i)).toBe(`value ${i}`)
    }
    expect(recent.size).toBeLessThanOrEqual(200)
    expect(gone).toHaveLength(1000 - recent.size)
    expect(gone).not.toContain('value 0')
    expect(recent.get(1)).toBeUndefined()
  })

  it('counts bytes too, but keeps the newest few whatever they take', () => {
    const { recent, gone } = counted(1000, 100)
    for (let i = 0; i < 200; i++) {
      recent.set(i, 'x'.repeat(50))
      for (let back = 0; back < Math.min(8, i); back++) expect(recent.get(i - back)).toBeDefined()
    }
    expect(recent.size).toBeLessThanOrEqual(32)
    expect(gone.length).toBeGreaterThanOrEqual(200 - 32)
  })
})
