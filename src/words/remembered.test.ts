import { expect, it } from 'vitest'
import { setLanguage } from './language'
import { tell } from './tell'
import { t } from './words'

it('tells a sentence again as it was told, with other values another one, and in another language anew', () => {
  const saved = (name: string) => t('file.saved', { name })
  const first = saved('net.json')
  expect(saved('net.json')).toBe(first)
  expect(saved('other.json')).toContain('other.json')
  const cycle = () => tell('remedy.open_cycle', 'Take one of these wires out.')
  const plain = cycle()
  try {
    setLanguage('en-XA')
    expect(saved('net.json')).not.toBe(first)
    expect(cycle()).not.toBe(plain)
  } finally {
    setLanguage('en')
  }
  expect([saved('net.json'), cycle()]).toEqual([first, plain])
})
