import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { doorFile } from './door-file.mjs'

it('the page that a browser is started with leads to the address, which nobody else can read', () => {
  const address = 'http://127.0.0.1:8000/#open=ticket'
  const door = doorFile(address)
  expect(door).toMatch(/^file:.*\.html$/)
  expect(door).not.toContain('ticket')
  const path = fileURLToPath(door)
  expect(readFileSync(path, 'utf8')).toContain(`location.replace("${address}")`)
  if (process.platform === 'win32') return
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
})
