import { pathToFileURL } from 'node:url'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { drawerEntry, engineEntry, readerEntry } from './engine-entry'

const at = (path: string) => pathToFileURL(join(resolve('/app'), path)).href

it('lies beside a built program, and among the sources of one that is not built', () => {
  expect(engineEntry(at('out/main/web.js')).path).toBe(join(resolve('/app'), 'out/main/engine.js'))
  expect(engineEntry(at('src/main/web/main.ts')).path).toBe(join(resolve('/app'), 'src/engine/host.ts'))
  expect(readerEntry(at('out/main/cli.js')).path).toBe(join(resolve('/app'), 'out/main/reader.js'))
  expect(drawerEntry(at('out/main/web.js')).path).toBe(join(resolve('/app'), 'out/main/drawer.js'))
})
