// The whole conversation beside the scroll bar: a line for each event in the colour of its kind, what is marked across
// the whole width, and the part that is in view. Owns its canvas; where a click leads is the sheet's.
import type { Model } from './model.ts'

const TONES: Readonly<Record<string, string>> = {
  toServer: '--up',
  toClient: '--down',
  notice: '--notice',
  trouble: '--trouble',
}

/** @param from the first row in view, @param to the row after the last, by index among those that are shown */
export function drawMap(
  canvas: HTMLCanvasElement,
  model: Model,
  positions: readonly number[],
  from: number,
  to: number,
): void {
  const ratio = window.devicePixelRatio
  const { clientWidth: width, clientHeight: height } = canvas
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  // Where there is nothing to draw on, the sheet is enough.
  const context = canvas.getContext('2d')
  if (context === null || positions.length === 0) return
  context.scale(ratio, ratio)
  const colours = getComputedStyle(canvas)
  const colourOf = (name: string): string => colours.getPropertyValue(name)
  // Custom properties keep `light-dark(…)` unresolved; a colour that was computed does not.
  const resolved = new Map(
    Object.entries(TONES).map(([tone, name]) => [tone, resolve(canvas, colourOf(name))]),
  )
  const step = height / positions.length
  // Where all of it is in view, there is nothing to point out.
  if (to - from < positions.length) {
    const top = from * step
    const bottom = Math.max(top + 4, Math.min(positions.length, to) * step)
    context.fillStyle = resolve(canvas, colourOf('--text'))
    context.globalAlpha = 0.14
    context.fillRect(0, top, width, bottom - top)
    context.globalAlpha = 0.6
    context.fillRect(0, top, width, 1)
    context.fillRect(0, bottom - 1, width, 1)
  }
  for (const [index, position] of positions.entries()) {
    const row = model.picture.rows[position]
    if (row === undefined) continue
    const isMarked = row.tone === 'trouble' || model.isMarked(row)
    context.fillStyle = resolved.get(isMarked ? 'trouble' : row.tone) ?? ''
    context.globalAlpha = isMarked ? 1 : 0.55
    context.fillRect(
      isMarked ? 0 : 6,
      index * step,
      isMarked ? width : width - 12,
      Math.max(isMarked ? 2 : 1, step * 0.7),
    )
  }
}

function resolve(canvas: HTMLCanvasElement, colour: string): string {
  canvas.style.color = colour
  return getComputedStyle(canvas).color
}
