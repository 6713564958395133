import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { learnsBefore } from './learns-before'

const sample = new URL('../../../resources/samples/mnist-cnn.json', import.meta.url)
const { main } = inferDocument(documentSchema.parse(JSON.parse(readFileSync(sample, 'utf8'))))
const idOf = (name: string) => main.definition.nodes.find((node) => node.name === name)!.id

describe('learnsBefore', () => {
  it('is true behind the first layer with parameters, not before it', () => {
    expect(learnsBefore(main, idOf('data'), false)).toBe(false)
    expect(learnsBefore(main, idOf('conv1'), false)).toBe(true)
    expect(learnsBefore(main, idOf('relu1'), false)).toBe(true)
    expect(learnsBefore(main, idOf('loss'), false)).toBe(true)
  })
})
