/**
 * Looks into media that came into the catalogue: what it is, its timecode, its colour. A broken file is catalogued as
 * broken, with the reason; it is never dropped.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import type { EngineContext } from '../context.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import {
  assetsOfContent,
  contentsToProbe,
  derivedOf,
  readablePaths,
  readProbe,
  storeDerived,
  storeProbe,
  type WaitingContent,
} from '../db/catalogue/contents.ts'
import { joinedProxy, proxiesOfVersion } from '../db/catalogue/camera-proxies.ts'
import { forgetMade, picturesOfSound, probeOfVersion } from '../db/catalogue/pieces.ts'
import { deriveAsset, derivedSchema, kindOf } from '../domain/media/derived.ts'
import { canBeShown, withStandIn } from '../domain/media/stand-in.ts'
import { firstThere } from './first-there.ts'

/** Looks into one file; resolves for broken ones too. */
export type ProbeFile = (path: string, signal: AbortSignal) => Promise<Probe>

const SIDE_BY_SIDE = 2

/**
 * Looks into everything that waits for it, and calls `onProbed` with the assets of each content as they become known.
 * Returns when nothing waits that can be read now, with the contents that could not be.
 */
export async function probeWaiting(
  context: EngineContext,
  probeFile: ProbeFile,
  signal: AbortSignal,
  onProbed: (assetIds: string[]) => Promise<void>,
): Promise<readonly string[]> {
  const { writer } = context.library
  const failed = new Set<string>()
  for (;;) {
    const waiting = contentsToProbe(writer, 50 + failed.size).filter((content) => !failed.has(content.contentId))
    if (waiting.length === 0 || signal.aborted) return [...failed]
    const queue = [...waiting]
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift()) {
          const done = await probeOne(context, probeFile, next, signal)
          if (done) await onProbed(assetsOfContent(writer, next.contentId))
          else failed.add(next.contentId)
        }
      }),
    )
  }
}

async function probeOne(
  context: EngineContext,
  probeFile: ProbeFile,
  waiting: WaitingContent,
  signal: AbortSignal,
): Promise<boolean> {
  const { writer } = context.library
  const path = await firstThere(readablePaths(writer, waiting.contentId))
  if (path === undefined) return false
  let probe: Probe
  try {
    probe = await probeFile(path, signal)
  } catch (error) {
    // The tool is missing, or the drive went away under it: the content waits for a better time.
    if (!signal.aborted)
      context.log.warn({ err: error, contentId: waiting.contentId }, 'a file could not be looked into')
    return false
  }
  return keepProbe(context, waiting.contentId, probe)
}

/** Writes down what was found in a content, and what follows for its assets. False when it could not be kept. */
export function keepProbe(context: EngineContext, contentId: string, probe: Probe): boolean {
  const { writer } = context.library
  try {
    writer.transaction(() => {
      // What an older version made of a picture lacks the sound that nobody had looked into.
      const isNew = readProbe(writer, contentId) === undefined
      storeProbe(writer, contentId, probe)
      if (isNew) for (const picture of picturesOfSound(writer, contentId)) forgetMade(writer, picture)
      const ids = assetsOfContent(writer, contentId)
      for (const id of ids) deriveStored(context, id)
      refreshAssets(writer, ids)
    })()
    return true
  } catch (error) {
    // One file whose facts can't be kept must not stop the others, nor the offload that waits for them.
    context.log.error({ err: error, contentId }, 'what was found in a file could not be kept')
    return false
  }
}

function deriveStored(context: EngineContext, assetId: string): void {
  const { writer } = context.library
  const row = derivedOf(writer, assetId)
  const probe = row?.versionId == null ? null : probeOfVersion(writer, row.versionId)
  if (row === undefined || probe === null) return
  const before = derivedSchema.parse(JSON.parse(row.derived))
  const own = deriveAsset(before.from, probe)
  const proxy = canBeShown(probe) ? null : joinedProxy(proxiesOfVersion(writer, row.versionId!))
  const derived = withStandIn(own, proxy?.ok === true ? deriveAsset(before.from, proxy) : null)
  storeDerived(writer, assetId, kindOf(row.kind, probe), derived)
}
