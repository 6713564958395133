import { describe, expect, it } from 'vitest'
import { fileArgument } from './file-argument'

describe('the graph on the command line', () => {
  it('is found behind the app’s folder and the switches', () => {
    expect(fileArgument(['electron', '--no-sandbox', '.', 'nets/a.json'], false, '/home/mai')).toBe(
      '/home/mai/nets/a.json',
    )
  })

  it('is found in the packaged app', () => {
    expect(fileArgument(['gradwire', '/data/a.json', '--lang=vi'], true, '/home/mai')).toBe('/data/a.json')
  })

  it('may begin with a dash behind --', () => {
    expect(fileArgument(['gradwire', '--', '-a.json'], true, '/home/mai')).toBe('/home/mai/-a.json')
  })

  it('is none where only switches or only the app’s folder are given', () => {
    expect(fileArgument(['gradwire', '--no-sandbox'], true, '/')).toBeNull()
    expect(fileArgument(['electron', '.'], false, '/')).toBeNull()
  })
})
