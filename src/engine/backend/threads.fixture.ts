/** Prints how many threads the backend says it uses, and how many the process has started for it. */
import { readdirSync } from 'node:fs'
import { ready } from './index'

const count = (): number => readdirSync('/proc/self/task').length
const before = count()
const { threads } = await ready({ backend: 'tensorflow' })
process.stdout.write(JSON.stringify({ threads, started: count() - before }))
