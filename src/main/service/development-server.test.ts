import { describe, expect, it } from 'vitest'
import { developmentServer } from './development-server'

describe('the development server', () => {
  it('is none unless one is named', () => {
    expect(developmentServer({})).toBeNull()
    expect(developmentServer({ ELECTRON_RENDERER_URL: '' })).toBeNull()
  })

  it.each(['http://localhost:5173', 'http://127.0.0.1:5173', 'http://[::1]:5173'])(
    'may be on this machine: %s',
    (url) => {
      expect(developmentServer({ ELECTRON_RENDERER_URL: url })?.origin).toBe(url)
    },
  )

  it.each([
    'http://attacker.example:5173',
    'http://localhost.attacker.example',
    'https://localhost:5173',
    'file:///tmp/page.html',
    'somewhere',
  ])('may not be elsewhere: %s', (url) => {
    expect(() => developmentServer({ ELECTRON_RENDERER_URL: url })).toThrow(
      'no development server of this machine',
    )
  })
})
