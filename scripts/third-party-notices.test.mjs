import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './setup/shell.mjs'
import { noticesOf } from './third-party-notices.mjs'

const at = (/** @type {string} */ path) => join(ROOT, 'node_modules', path)

describe('the notices of the built program', () => {
  it('names each package once, with its licence, its source and the text of the licence', () => {
    const text = noticesOf([
      at('fflate/esm/browser.js'),
      `${at('fflate/esm/index.mjs')}?url`,
      '../../node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
      at('@resvg/resvg-wasm/index_bg.wasm'),
      join(ROOT, 'src/graph/document/document.ts'),
      '\0vite/preload-helper.js',
    ])
    expect(text.match(/^fflate \d/gm)).toHaveLength(1)
    expect(text).toContain('Permission is hereby granted, free of charge')
    expect(text).toContain('SIL OPEN FONT LICENSE')
    expect(text).toMatch(/^@resvg\/resvg-wasm [\d.]+\n\nLicence: MPL-2.0\n\nSource: \S+resvg-js/m)
    expect(text).not.toContain('document.ts')
    expect(text).not.toMatch(/^TensorFlow$/m)
  })

  it('name TensorFlow with its binding, and say where its own notices lie', () => {
    const text = noticesOf([
      at('@tensorflow/tfjs-node/binding/tfjs_backend.cc'),
      at('node-api-headers/index.js'),
    ])
    expect(text).toMatch(/^@tensorflow\/tfjs-node [\d.]+\n\nLicence: Apache-2.0/m)
    expect(text).toMatch(/^node-api-headers [\d.]+\n\nLicence: MIT/m)
    expect(text).toMatch(/^TensorFlow\n\nLicence: Apache-2.0[^]*THIRD_PARTY_NOTICES\.txt/m)
  })
})
