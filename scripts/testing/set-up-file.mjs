/** Runs in each test file, before what it imports. */
import { afterAll } from 'vitest'
import { endOfFile } from '../../src/engine/session/end-of-file.fixture'

// A file before that could not be loaded had no tests to come after.
await endOfFile()
afterAll(endOfFile)
