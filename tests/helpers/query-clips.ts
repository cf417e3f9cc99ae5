/**
 * Clips that never were, of many scenes, takes, days, rates and timecodes, for queries to be held against.
 */
import type { WritableDb } from '../../electron/engine/db/core/handles.ts'
import { tradeKey } from '../../shared/query/trade-key.ts'
import { formatTimecode, framesPerDay, timecode } from '../../shared/time/timecode.ts'

export interface Clip {
  readonly n: number
  readonly name: string
  readonly kind: string
  readonly scene: string | null
  readonly take: string | null
  readonly day: string | null
  readonly rating: number
  readonly circled: boolean
  readonly tags: readonly string[]
  readonly notes: number
  readonly width: number | null
  readonly frames: number | null
  readonly ms: number | null
  readonly rate: { readonly num: number; readonly den: number } | null
  readonly dropFrame: boolean
  readonly start: number | null
}

const RATES = [
  { num: 24_000, den: 1001 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 60_000, den: 1001 },
] as const
const at = <T>(list: readonly T[], index: number): T => list[index % list.length]!

export const CLIPS: readonly Clip[] = Array.from({ length: 240 }, (_, index): Clip => {
  const rate = index % 11 === 0 ? null : at(RATES, index)
  const frames = rate === null ? null : 50 + ((index * 977) % 40_000)
  const dropFrame = rate !== null && rate.num >= 30_000 && index % 3 === 0
  return {
    n: index + 1,
    name: `A${String((index % 7) + 1).padStart(3, '0')}C${String(index).padStart(3, '0')}`,
    kind: at(['video', 'video', 'audio', 'still'], index),
    scene: at(['2', '12', '12A', '012', '13', '100', null, '12-1', 'B4'], index),
    take: at(['1', '2', '3', '4', '10', '3A', null], index * 3 + (index % 5)),
    day: at(['2026-11-29', '2026-11-28', '2026-11-23', '2026-11-22', '2026-10-31', null], index),
    rating: index % 6,
    circled: index % 4 === 0,
    tags: index % 5 === 0 ? at([['hero'], ['hero', 'rain'], ['INT, night']], index / 5) : [],
    notes: index % 9 === 0 ? 2 : 0,
    width: at([1920, 3840, null], index),
    frames,
    ms: frames === null ? null : Math.round((frames * rate!.den * 1000) / rate!.num),
    rate,
    dropFrame,
    // Some run over midnight.
    start:
      rate === null
        ? null
        : index % 8 === 0
          ? framesPerDay(rate, dropFrame) - 40 * (index % 7) - 1
          : (index * 361_273) % framesPerDay(rate, dropFrame),
  }
})

/** Enters them into an empty catalogue. */
export function enterClips(db: WritableDb): void {
  const insert = db.prepare(
    `INSERT INTO asset (n, id, kind, name, name_key, scene, scene_key, take, take_key, day, rating, circled, tags, notes, width,
      duration_frames, duration_ms, rate_num, rate_den, drop_frame, start_frame, start_timecode, created_at)
     VALUES (@n, @id, @kind, @name, @key, @scene, @sceneKey, @take, @takeKey, @day, @rating, @circled, @tags, @notes, @width,
      @frames, @ms, @num, @den, @drop, @start, @timecode, 0)`,
  )
  const tag = db.prepare(`INSERT INTO asset_tag (asset_id, tag, clock) VALUES (?, ?, '0')`)
  const text = db.prepare('INSERT INTO asset_text (rowid, text) VALUES (?, ?)')
  const nameText = db.prepare('INSERT INTO asset_name_text (rowid, name) VALUES (?, ?)')
  db.transaction(() => {
    for (const clip of CLIPS) {
      const id = `clip-${clip.n}`
      insert.run({
        n: clip.n,
        id,
        kind: clip.kind,
        name: clip.name,
        key: clip.name.toLowerCase(),
        scene: clip.scene,
        sceneKey: clip.scene === null ? null : tradeKey(clip.scene),
        take: clip.take,
        takeKey: clip.take === null ? null : tradeKey(clip.take),
        day: clip.day,
        rating: clip.rating,
        circled: Number(clip.circled),
        tags: JSON.stringify(clip.tags),
        notes: clip.notes,
        width: clip.width,
        frames: clip.frames,
        ms: clip.ms,
        num: clip.rate?.num ?? null,
        den: clip.rate?.den ?? null,
        drop: Number(clip.dropFrame),
        start: clip.start,
        timecode: clip.start === null ? null : formatTimecode(timecode(clip.start, clip.rate!, clip.dropFrame)),
      })
      for (const one of clip.tags) tag.run(id, one)
      text.run(clip.n * 16, clip.name)
      if (clip.notes > 0) text.run(clip.n * 16 + 2, 'boom in shot')
      nameText.run(clip.n, clip.name.toLowerCase())
    }
  })()
}
