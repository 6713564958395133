/** Every class of torch.nn is a node type, or is refused by its name with a reason. */
import { describe, expect, it } from 'vitest'
import { isLayerPath, moduleDefinition } from '../import/python/layers'
import { NOT_LAYERS } from '../import/python/not-layers'
import { nodeDefinition } from '../nodes/index'
import { classes, torch } from './torch-nn.json'

/** A Lazy class is the other, whose input sizes are found when it is first called. */
const layerOf = (name: string): string => name.replace(/^Lazy/, '')
const isThere = (name: string): boolean =>
  moduleDefinition(layerOf(name)) !== undefined ||
  nodeDefinition(name) !== undefined ||
  isLayerPath(`torch.nn.${name}`)

describe(`torch.nn of PyTorch ${torch}`, () => {
  it.each(classes)('%s is a node type, or there is a reason why not', (name) => {
    const there = isThere(name)
    const reason = NOT_LAYERS[name]?.(name).message
    const ways = [there, reason !== undefined]
    expect({ name, ways: ways.filter(Boolean).length }).toEqual({ name, ways: 1 })
    if (reason !== undefined) expect(reason).toMatch(new RegExp(`\\b${name}\\b.*\\.$`))
  })

  it('has every class that a reason is given for', () => {
    expect(Object.keys(NOT_LAYERS).filter((name) => !classes.includes(name))).toEqual([])
  })
})
