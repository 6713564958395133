import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './setup/shell.mjs'

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'))

const sources = new Set(
  ['src', 'scripts', 'bench', 'e2e', 'resources', 'bin'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((path) => basename(String(path))),
  ),
)

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8')

  it('names files that there are', () => {
    const paths = [
      ...text.matchAll(/(?<![\w./-])(?:src|scripts|bench|resources|e2e|docs)\/[\w./-]*\w(?![\w*])/g),
    ].map(([path]) => path)
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('names files by their last name that there are', () => {
    const names = [...text.matchAll(/`([\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|cjs|py))`/g)].map(([, name]) =>
      String(name),
    )
    expect(names.filter((name) => !sources.has(name))).toEqual([])
  })

  it('links to pages that there are', () => {
    const links = [...text.matchAll(/(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)/g)].map(([, link]) => String(link))
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([])
  })
})

describe('the version', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

  it('is the latest of CHANGELOG.md, under what is not released yet', () => {
    const [unreleased, latest = ''] = [
      ...readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').matchAll(/^## (.*)$/gm),
    ].map(([, title]) => title)
    expect(unreleased).toBe('Unreleased')
    expect(latest).toMatch(/^\d+\.\d+\.\d+ – \d{4}-\d\d-\d\d$/)
    expect(latest.split(' ')[0]).toBe(version)
  })

  it('is that of the package which the pages install', () => {
    const named = PAGES.flatMap((page) => [
      ...readFileSync(join(ROOT, page), 'utf8').matchAll(/gradwire-(\d[\d.]*\d)\.tgz/g),
    ]).map(([, number]) => number)
    expect(new Set(named)).toEqual(new Set([version]))
  })

  it('of Node is the same wherever it is said', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(`>=${readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim()}`).toBe(engines.node)
  })
})

describe('the rooms of the architecture', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  const [, said = ''] = /^## Rooms\n([\s\S]*?)^## /m.exec(text) ?? []

  it.each(
    Object.entries(createRequire(import.meta.url)('./rooms.cjs')).filter(([name]) => !name.includes('/')),
  )('of %s are those that imports are held against', (layer, rooms) => {
    const [, own = ''] =
      new RegExp(`^- \\*\\*${layer}\\*\\*([\\s\\S]*?)(?=^- \\*\\*|(?![\\s\\S]))`, 'm').exec(said) ?? []
    const named = new Set([...own.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name))
    expect(rooms.filter((/** @type {string} */ room) => !named.has(room))).toEqual([])
  })
})
