/**
 * Every entity that this version of Rushes knows.
 */
import { asset } from './asset.ts'
import { collection } from './collection.ts'
import { collectionFolder, smartCollection } from './smart-collection.ts'
import { episode } from './episode.ts'
import { lut } from './lut.ts'
import { note } from './note.ts'
import { pin } from './pin.ts'
import { preset } from './preset.ts'
import { project } from './project.ts'
import { proxyPreset } from './proxy-preset.ts'
import { createRegistry } from './registry.ts'
import { soundPair } from './sound-pair.ts'
import { titleVersion } from './title-version.ts'
import { version } from './version.ts'
import { volume } from './volume.ts'

export const ENTITIES = createRegistry([
  asset,
  note,
  collection,
  smartCollection,
  collectionFolder,
  volume,
  version,
  pin,
  preset,
  proxyPreset,
  lut,
  project,
  episode,
  titleVersion,
  soundPair,
])
