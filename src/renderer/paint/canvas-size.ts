/** Gives a canvas as many pixels as the screen has for it, and coordinates in the page's pixels. */

export interface SizedCanvas {
  context: CanvasRenderingContext2D
  width: number
  height: number
}

/** Clears the canvas and fits it to its place on the page; null where it has none. */
export function clearCanvas(canvas: HTMLCanvasElement): SizedCanvas | null {
  const { clientWidth: width, clientHeight: height } = canvas
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return null
  const ratio = window.devicePixelRatio || 1
  const wide = Math.round(width * ratio)
  const high = Math.round(height * ratio)
  if (canvas.width !== wide) canvas.width = wide
  if (canvas.height !== high) canvas.height = high
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  return { context, width, height }
}
