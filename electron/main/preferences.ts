/**
 * What the app itself remembers between starts: the library, and where its window stood. Lost or broken, it begins
 * anew.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const boundsSchema = z.object({ x: z.number(), y: z.number(), width: z.number().min(1), height: z.number().min(1) })
export type Bounds = z.infer<typeof boundsSchema>

const preferencesSchema = z.object({
  library: z.string().nullable().default(null),
  recent: z.array(z.string()).default([]),
  bounds: boundsSchema.nullable().default(null),
  maximized: z.boolean().default(false),
})
type Preferences = z.infer<typeof preferencesSchema>

const MAX_RECENT = 8

export interface PreferenceFile {
  read(): Preferences
  change(changes: Partial<Preferences>): void
}

/** The preferences in `file`. Writing is whole or not at all. */
export function preferenceFile(file: string): PreferenceFile {
  let now: Preferences | null = null
  const read = (): Preferences => {
    now ??= readPreferences(file)
    return now
  }
  return {
    read,
    change(changes) {
      now = { ...read(), ...changes }
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(`${file}.new`, JSON.stringify(now, null, 2))
      renameSync(`${file}.new`, file)
    },
  }
}

function readPreferences(file: string): Preferences {
  try {
    return preferencesSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return preferencesSchema.parse({}) // The first start, or a file that a crash tore: nothing in it is worth an error.
  }
}

/** The libraries that were open, the newest first. */
export function withRecent(recent: readonly string[], library: string): string[] {
  return [library, ...recent.filter((one) => one !== library)].slice(0, MAX_RECENT)
}

/** Bounds that a screen still shows; null when their screen is gone. At least a corner of 100 × 50 must be in sight. */
export function visibleBounds(bounds: Bounds | null, screens: readonly Bounds[]): Bounds | null {
  if (bounds === null) return null
  const shown = screens.some((screen) => {
    const width = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
    const height = Math.min(bounds.y + bounds.height, screen.y + screen.height) - Math.max(bounds.y, screen.y)
    return width >= 100 && height >= 50
  })
  return shown ? bounds : null
}
