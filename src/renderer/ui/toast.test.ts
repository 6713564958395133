import { expect, it } from 'vitest'
import { timeToRead } from './toast'

it('gives a long text the time to be read, and an action that of being thought of', () => {
  const short = { tone: 'info', title: 'Saved net.json' } as const
  const long = { ...short, text: 'word '.repeat(40) }
  expect(timeToRead(short)).toBe(5000)
  expect(timeToRead(long)).toBeGreaterThan(10_000)
  expect(timeToRead({ ...long, action: { label: 'Feed it by hand', perform: () => {} } })).toBeGreaterThan(timeToRead(long)) // prettier-ignore
})
