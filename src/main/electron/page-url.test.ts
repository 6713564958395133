import { describe, expect, it } from 'vitest'
import { isPageUrl, PAGE_URL, pagePath, pageUrl } from './page-url'

const SERVER = 'http://localhost:5173'

describe('the page’s address', () => {
  it.each([PAGE_URL, 'app://gradwire/index.html', 'app://gradwire/#node-3', 'app://gradwire/?x=1'])(
    'may be %s',
    (url) => expect(isPageUrl(url, undefined)).toBe(true),
  )

  it.each([
    'app://gradwire.attacker.example/',
    'app://attacker/',
    'app://mai@gradwire/',
    'app://gradwire/assets/index.js',
    'https://gradwire/',
    'file:///opt/gradwire/out/renderer/index.html',
    'http://localhost:5173/',
    'javascript:alert(1)',
    'about:blank',
    '',
  ])('is not %s', (url) => expect(isPageUrl(url, undefined)).toBe(false))

  it('is the development server’s, and only its, in development', () => {
    expect(pageUrl(SERVER)).toBe(SERVER)
    expect(isPageUrl('http://localhost:5173/', SERVER)).toBe(true)
    expect(isPageUrl('http://localhost:5174/', SERVER)).toBe(false)
    expect(isPageUrl('http://localhost:5173@attacker.example/', SERVER)).toBe(false)
    expect(isPageUrl(PAGE_URL, SERVER)).toBe(false)
  })

  it('has files under it, and no others', () => {
    expect(pagePath('app://gradwire/assets/index.js')).toBe('/assets/index.js')
    expect(pagePath('app://attacker/assets/index.js')).toBeNull()
    expect(pagePath('https://gradwire/')).toBeNull()
  })
})
