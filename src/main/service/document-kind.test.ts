import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkDocument } from './document-kind'

const GRAPH = JSON.stringify({ format: 'gradwire.graph', modules: {} })
let folder: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'gradwire-kind-')))
})
afterAll(() => rm(folder, { recursive: true }))

const check = (name: string, text = GRAPH) => checkDocument(join(folder, name), text)
const refused = (code: string) => ({ problem: { code } })

it('lets a graph be written where there is nothing, a graph, or one that was damaged', async () => {
  await writeFile(join(folder, 'graph.json'), GRAPH)
  await writeFile(join(folder, 'damaged.json'), GRAPH.slice(0, 20))
  await writeFile(join(folder, 'newer.json'), '{ "format": "gradwire.graph", "version": 9 }')
  await writeFile(join(folder, 'empty.json'), '')
  for (const name of ['new.json', 'new.gradwire', 'graph.json', 'damaged.json', 'newer.json', 'empty.json'])
    await expect(check(name)).resolves.toBeUndefined()
})

it('lets it be written over no data of other programs', async () => {
  await writeFile(join(folder, 'tsconfig.json'), '{ "compilerOptions": {} }')
  await writeFile(join(folder, 'list.json'), '[1, 2]')
  for (const name of ['tsconfig.json', 'list.json'])
    await expect(check(name)).rejects.toMatchObject(refused('name'))
})

it.each([
  'package.json',
  'Package.JSON',
  'composer.json',
  'deno.json',
  'tasks.json',
  'launch.json',
  'net.sh',
])('lets nothing be written as %s', async (name) => {
  await expect(check(name)).rejects.toMatchObject(refused('name'))
})

it.each([
  '#!/bin/sh',
  '[]',
  '{}',
  '{ "modules": {}, "scripts": { "install": "sh" } }',
  '{ "format": "gradwire.graph" }',
])('does not take %s for a graph', async (text) => {
  await expect(check('new.json', text)).rejects.toMatchObject(refused('invalid'))
})
