/**
 * What is said of a clip whose sound lies in files of its own.
 */
import type { Fact } from '../../../shared/model/asset.ts'
import { primaryContent } from '../db/catalogue/contents.ts'
import { countSoundFiles, readRecording } from '../db/catalogue/pieces.ts'
import type { ReadableDb } from '../db/core/handles.ts'
import { soundElsewhere } from '../domain/media/sound-elsewhere.ts'

/** It as a line of the inspector; none for all other clips. */
export function soundFileFacts(db: ReadableDb, assetId: string): Fact[] {
  const contentId = primaryContent(db, assetId)
  const probe = contentId === undefined ? undefined : readRecording(db, contentId)?.probe
  if (contentId === undefined || probe?.ok !== true) return []
  const said = soundElsewhere(probe, countSoundFiles(db, contentId))
  return said === null ? [] : [{ group: 'Sound', label: 'Sound', value: said }]
}
