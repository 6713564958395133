import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../words/language'
import { plainProse } from '../words/plain-prose'
import { openFilters, saveFilters } from './electron/dialog-filters'
import { menuTemplate } from './electron/menu-template'
import { endProblem } from './engine-link/engine-client'
import { fileError, HostError, problemOf } from './files/host-error'
import { fileReason } from './cli/output-file'
import { EngineSlots } from './service/engine-slots'
import { PageSession } from './service/page-session'
import { Access, socketRefusal } from './web/access'

beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))

const nothingIn = (texts: readonly string[]): void => expect(texts.flatMap(plainProse)).toEqual([])

const CODES = [
  'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EISDIR', 'EEXIST', 'ENOSPC', 'EDQUOT', 'EROFS', 'ENAMETOOLONG', 'EINVAL', 'ELOOP',
  'EMFILE', 'EBUSY', 'EIO',
] // prettier-ignore

type MenuItem = ReturnType<typeof menuTemplate>[number]

/** All labels of a menu and of those in it; the system names what has a role. */
function labels(items: readonly MenuItem[]): string[] {
  return items.flatMap(({ label, role, submenu }) => [
    ...(label === undefined || role !== undefined ? [] : [label]),
    ...(Array.isArray(submenu) ? labels(submenu) : []),
  ])
}

function problemThrown(act: () => unknown): HostError['problem'] {
  try {
    act()
  } catch (error) {
    if (error instanceof HostError) return error.problem
  }
  throw new Error('It was not refused.')
}

describe('in another language', () => {
  it('no item of the native menu stays English', () => {
    const menu = menuTemplate({
      mac: false,
      development: false,
      state: null,
      recent: [],
      run: () => {},
      open: () => {},
    })
    const all = labels(menu)
    expect(all.length).toBeGreaterThan(40)
    expect(all.filter((label) => !/^&?⟦.*⟧$/.test(label))).toEqual([])
  })

  it('no kind of files in the desktop’s own dialogs stays English', () => {
    const filters = [openFilters(['json']), openFilters(['onnx', 'py']), saveFilters('json')].flat()
    expect(filters.map(({ name }) => name).filter((name) => !/^⟦.*⟧$/.test(name))).toEqual([])
  })

  it.each(CODES)('a disk that answers %s is told of, with the remedy', (code) => {
    const error = Object.assign(new Error('it fails'), { code })
    for (const action of ['read', 'write', 'list'] as const) {
      const { message, remedy } = fileError(error, action, '/tmp/net.json').problem
      expect(message).toMatch(/^⟦.*⟧$/)
      expect(remedy).toMatch(/^⟦.*⟧$/)
      nothingIn([message, remedy ?? ''])
    }
  })

  it('an engine that ended, and a failure that nobody foresaw, are told of', () => {
    const ends = [
      endProblem({ code: 1, signal: null, stderr: '' }),
      endProblem({ code: null, signal: 'SIGKILL', stderr: 'Aborted' }),
      problemOf(new Error('x')),
    ]
    nothingIn(ends.flatMap(({ message, remedy = '' }) => [message, remedy]))
    for (const { message } of ends) expect(message).toMatch(/^⟦.*⟧$/)
    expect(fileReason({ code: 'ENOSPC', message: '' })).toMatch(/^⟦.*⟧$/)
  })

  it('who may not use the web host is told why', () => {
    const access = new Access(80)
    const headers = { host: access.host, origin: `http://${access.host}` }
    const refusals = [
      { ...headers, host: 'localhost' },
      { ...headers, origin: 'http://other' },
      { ...headers, 'sec-fetch-site': 'cross-site' },
      { host: access.host },
      headers,
    ].map(
      (each) =>
        socketRefusal(
          { headers: each, rawHeaders: Object.entries(each).flat() } as IncomingMessage,
          access,
        ) ?? '',
    )
    expect(new Set(refusals).size).toBe(4)
    for (const text of refusals) expect(text).toMatch(/^⟦.*⟧$/)
    nothingIn(refusals)
  })

  it('a document that a page has not open is told of, with the remedy', () => {
    const session = new PageSession({
      id: 'page',
      file: null,
      slots: new EngineSlots(),
      startEngine: () => {
        throw new Error('No engine is needed.')
      },
    })
    const refusals = [() => session.document('net'), () => session.closeDocument('net')].map(problemThrown)
    for (const { code, message, remedy } of refusals) {
      expect(code).toBe('unknownDocument')
      for (const text of [message, remedy ?? '']) expect(text).toMatch(/^⟦.*⟧$/)
      nothingIn([message, remedy ?? ''])
    }
  })
})
