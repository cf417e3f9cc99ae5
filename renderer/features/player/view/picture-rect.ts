/**
 * Where the picture lies in its room, and what guides and masks cut out of it. Pure; all in screen pixels.
 */
import type { Mask } from './viewer-store.ts'

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Extent {
  readonly width: number
  readonly height: number
}

/** A picture of this shape as large as it fits, in the middle. Nothing where either has no size. */
export function fitted(picture: Extent, room: Extent): Rect {
  if (picture.width <= 0 || picture.height <= 0 || room.width <= 0 || room.height <= 0)
    return { x: 0, y: 0, width: 0, height: 0 }
  const scale = Math.min(room.width / picture.width, room.height / picture.height)
  const [width, height] = [picture.width * scale, picture.height * scale]
  return { x: (room.width - width) / 2, y: (room.height - height) / 2, width, height }
}

/** What a fitted picture is enlarged by to show one pixel of it on so many of the screen; 1 where it fits. */
export function scaleFor(size: 'fit' | number, picture: Extent, room: Extent, density: number): number {
  const { width } = fitted(picture, room)
  return size === 'fit' || width === 0 ? 1 : (picture.width * size) / density / width
}

/** The shape as width by height. */
function shapeOf(mask: Mask): number {
  const [width, height] = mask.split(':').map(Number) as [number, number | undefined]
  return width / (height ?? 1)
}

/** The part of a picture that a shape leaves, in the middle of it. */
export function masked({ x, y, width, height }: Rect, mask: Mask): Rect {
  const inside = fitted({ width: shapeOf(mask), height: 1 }, { width, height })
  return { ...inside, x: x + inside.x, y: y + inside.y }
}

/** Action safe and title safe: 93 % and 90 % of each side (SMPTE ST 2046-1, EBU R 95). */
export const SAFE = { action: 0.93, title: 0.9 } as const

/** A share of each side, in the middle. */
export function inset({ x, y, width, height }: Rect, share: number): Rect {
  return {
    x: x + (width * (1 - share)) / 2,
    y: y + (height * (1 - share)) / 2,
    width: width * share,
    height: height * share,
  }
}
