/** Compresses the built page once, so that the web host sends what is small already. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** Below so many bytes, headers are most of an answer. */
const LEAST = 1024
const TEXT = /\.(?:js|mjs|css|svg|json)$/
/** A little larger than the best, and many times quicker to make. */
const QUALITY = 9

/**
 * A part of the build that writes `name.br` and `name.gz` beside every text of the page.
 *
 * @returns {import('vite').Plugin}
 */
export function compressedFiles() {
  return {
    name: 'compressed-files',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const body = Buffer.from(file.type === 'chunk' ? file.code : file.source)
          if (!TEXT.test(file.fileName) || body.length < LEAST) continue
          const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY }
          const emit = (/** @type {string} */ ending, /** @type {Uint8Array} */ source) =>
            this.emitFile({ type: 'asset', fileName: file.fileName + ending, source })
          emit('.br', brotliCompressSync(body, { params }))
          emit('.gz', gzipSync(body))
        }
      },
    },
  }
}
