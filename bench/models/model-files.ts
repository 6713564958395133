/** The model files of the repositories, and the nets in them that need arguments. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ModelFile {
  repository: string
  /** The folder within which imports are followed. */
  root: string
  path: string
  /** A call, where the class cannot be made without arguments. */
  net?: string
}

interface Repository {
  repository: string
  folder?: string
  /** Patterns of paths. */
  files: string[]
  without?: string[]
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

const HOLDS_MODULE = /\((?:torch\.)?(?:nn\.)?(?:Module|Sequential)\)|nn\.Sequential\(/

export function modelFiles(folder: string): ModelFile[] {
  const nets = read('nets.json') as Record<string, string>
  const repositories = read('repositories.json') as Repository[]
  return repositories.flatMap(({ repository, folder: inner = '', files, without = [] }) => {
    const root = join(folder, repository.replace('/', '+'), inner)
    if (!existsSync(root)) return []
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.py'),
    )
    return paths
      .toSorted()
      .filter((path) => files.some((pattern) => new RegExp(pattern).test(path)))
      .filter((path) => !without.some((pattern) => new RegExp(pattern).test(path)))
      .filter((path) => HOLDS_MODULE.test(readFileSync(join(root, path), 'utf8')))
      .map((path) => ({ repository, root, path, net: nets[`${repository}/${path}`] }))
  })
}
