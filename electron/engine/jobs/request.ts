/**
 * Asks for media work on contents: what is due, once.
 */
import type { Probe } from '../../../shared/model/probe.ts'
import type { RecipeName } from '../../../shared/model/work.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { primaryContent } from '../db/catalogue/contents.ts'
import { isLutHere, lookOf } from '../db/catalogue/looks.ts'
import { madePath, wasMade, wasMadeOfFrames } from '../db/catalogue/derivatives.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { enqueueJob, jobStates } from '../db/jobs/jobs.ts'
import { proxiesBeside } from '../db/catalogue/camera-proxies.ts'
import { recipesFor } from '../media/plan.ts'
import { KEPT, MEASURE_NAMES, recipeOf, RECIPES } from '../media/recipes/index.ts'
import { ADOPT, ADOPT_PRIORITY, adoptable, adoptLanes } from './adopt-job.ts'
import { DERIVE, deriveLanes, priorityOf, type DeriveParams } from './derive-lanes.ts'
import type { DerivativeMaker } from './maker.ts'
import { sequenceParams } from '../hash/params-hash.ts'
import { keepFramesKey } from '../db/catalogue/frames-key.ts'
import { sequenceOfAsset, sequenceProbe } from '../db/catalogue/sequences.ts'
import { readShown } from './shown.ts'

/**
 * Puts the due work of these assets into the queue. `again` also takes up what failed, `anew` what was made, for it
 * shows something else now; what was made stands until then; `onlyMade` asks for nothing that was never made. `params`:
 * of the one recipe that is asked for; its defaults without them. `own`: our own proxy, though the camera made one that is
 * good: that is never made again unasked. Returns how much was asked for. Throws RushesError
 * `usage` for parameters that a recipe does not know.
 */
export async function requestWork(
  db: WritableDb,
  maker: DerivativeMaker,
  assetIds: readonly string[],
  recipes: readonly RecipeName[],
  again: boolean,
  now: number,
  {
    anew = false,
    onlyMade = false,
    params = {},
    own = false,
    adoptOnly = false,
    patient = true,
  }: {
    anew?: boolean
    onlyMade?: boolean
    params?: Readonly<Record<string, unknown>>
    own?: boolean
    adoptOnly?: boolean
    patient?: boolean
  } = {},
): Promise<number> {
  let count = 0
  await inBatches(db, assetIds, (assetId) => {
    count += requestOne(db, maker, assetId, { recipes, again, anew, onlyMade, params, own, adoptOnly, patient, now })
    refreshAssets(db, [assetId])
  })
  return count
}

interface Wish {
  readonly recipes: readonly RecipeName[]
  readonly again: boolean
  readonly anew: boolean
  readonly onlyMade: boolean
  readonly params: Readonly<Record<string, unknown>>
  /** Our own proxy, whatever the camera made. */
  readonly own: boolean
  /** Nothing is made: cameras' proxies are taken over where they are good. */
  readonly adoptOnly: boolean
  /** Waits for cameras' proxies that nobody has looked into yet: they may be the proxy. */
  readonly patient: boolean
  readonly now: number
}

/**
 * How a derivative stands. Somebody may have emptied the folder: what has no file any more is lost, though its job is done.
 */
function standing(
  db: WritableDb,
  maker: DerivativeMaker,
  contentId: string,
  recipe: RecipeName,
  hash = DEFAULT_PARAMS_HASH,
): 'made' | 'lost' | 'unmade' {
  const path = madePath(db, contentId, recipe, maker.versionOf(recipe), hash)
  if (path === undefined) return 'unmade'
  return maker.isThere(path) ? 'made' : 'lost'
}

/**
 * The camera's proxy in place of ours: taken over where it is good, waited for while nobody has looked into it. `instead`
 * is false where ours is to be made.
 */
function adoptInstead(
  db: WritableDb,
  contentId: string,
  maker: DerivativeMaker,
  { anew, patient, now }: Wish,
): { readonly instead: boolean; readonly count: number } {
  const proxies = proxiesBeside(db, contentId)
  if (patient && proxies.some(({ waits }) => waits)) return { instead: true, count: 0 }
  const proxy = adoptable(db, contentId)
  if (proxy === null) return { instead: false, count: 0 }
  if (!anew && standing(db, maker, contentId, 'proxy') === 'made') return { instead: true, count: 0 }
  const subject = { kind: 'content', id: contentId } as const
  if (jobStates(db, ADOPT, subject.id).includes('failed')) return { instead: false, count: 0 }
  const job = {
    kind: ADOPT,
    subject,
    params: { proxyId: proxy.contentId },
    lanes: adoptLanes(db, proxy.contentId),
    priority: ADOPT_PRIORITY,
  } as const
  return { instead: true, count: Number(enqueueJob(db, job, true, now).added) }
}

/**
 * A sequence as a clip, and what each recipe is told of its frames. A poster shows the first frame alone, and is told
 * nothing. Undefined for what is none, and while its frames were not read whole.
 */
function framesOf(
  db: WritableDb,
  assetId: string,
): { readonly probe: Probe; readonly params: Readonly<Record<string, object>> } | undefined {
  // A row that an older version wrote has no rate yet.
  if (sequenceOfAsset(db, assetId)?.rate === null) refreshAssets(db, [assetId])
  const sequence = sequenceOfAsset(db, assetId)
  if (sequence?.rate == null) return undefined
  const key = keepFramesKey(db, sequence.versionId)
  const probe = sequenceProbe(db, sequence.versionId, sequence.rate)
  return key === null || probe === undefined ? undefined : { probe, params: sequenceParams(key, sequence.rate) }
}

/** Puts the due work of one clip into the queue. Call it in a transaction. Returns how much was asked for. */
function requestOne(db: WritableDb, maker: DerivativeMaker, assetId: string, wish: Wish): number {
  const { recipes, again, anew, onlyMade, now } = wish
  const contentId = primaryContent(db, assetId)
  const frames = framesOf(db, assetId)
  const probe = contentId === undefined ? undefined : (frames?.probe ?? readShown(db, contentId)?.probe)
  if (contentId === undefined || probe === undefined || !probe.ok) return 0
  // A rate is named for numbered frames: all else runs as it was recorded.
  if (frames === undefined && wish.params['rate'] !== undefined) return 0
  const chosen = lookOf(db, assetId)
  // Until its LUT arrives the clip is shown as recorded, and nothing fails for it.
  const look = chosen?.lut !== undefined && !isLutHere(db, chosen.lut.hash) ? null : chosen
  let count = 0
  for (const recipe of recipesFor(probe, KEPT).filter((name) => recipes.includes(name))) {
    const ofFrames = frames?.params[recipe] ?? {}
    const own = recipeOf(recipe).parse({
      ...(look !== null && recipeOf(recipe).showsColour ? { look } : {}),
      ...ofFrames,
      ...wish.params,
    })
    const plain = recipeOf(recipe).parse(ofFrames)
    const made =
      wasMade(db, contentId, recipe, plain.hash) ||
      wasMade(db, contentId, recipe, own.hash) ||
      // Of fewer frames, or at another rate: what is shown of them is to be shown of these.
      (frames?.params[recipe] !== undefined && wasMadeOfFrames(db, contentId, recipe))
    if (onlyMade && !made) continue
    if (recipe === 'proxy' && own.hash === DEFAULT_PARAMS_HASH && !wish.own) {
      const adopted = adoptInstead(db, contentId, maker, wish)
      count += adopted.count
      if (adopted.instead || wish.adoptOnly) continue
    }
    const stands = standing(db, maker, contentId, recipe, own.hash)
    if (!anew && stands === 'made') continue
    const derive: DeriveParams = {
      recipe,
      version: maker.versionOf(recipe),
      ...(own.hash === DEFAULT_PARAMS_HASH ? {} : { params: JSON.parse(own.text) as Record<string, unknown> }),
    }
    const job = {
      kind: DERIVE,
      subject: { kind: 'content', id: contentId },
      params: derive,
      lanes: deriveLanes(db, contentId, derive),
      priority: priorityOf(recipe),
    } as const
    count += Number(enqueueJob(db, job, again || stands === 'lost', now).added)
  }
  return count
}

/**
 * Asks for what shows a clip with the look that it has now; `all` also for what was never made of it. Call it in a
 * transaction. Returns how much was asked for.
 */
export function requestLooked(
  db: WritableDb,
  maker: DerivativeMaker,
  assetId: string,
  { all, measure = false, now }: { readonly all: boolean; readonly measure?: boolean; readonly now: number },
): number {
  const looked = RECIPES.flatMap(({ id, showsColour }) => (showsColour ? [id] : []))
  const request = (recipes: readonly RecipeName[], onlyMade: boolean): number =>
    requestOne(db, maker, assetId, {
      recipes,
      again: true,
      anew: false,
      onlyMade,
      params: {},
      own: true,
      adoptOnly: false,
      patient: true,
      now,
    })
  // Frames that came are measured with the others.
  const count =
    request(looked, !all) + (sequenceOfAsset(db, assetId) === undefined ? 0 : request(MEASURE_NAMES, !measure))
  if (count > 0) refreshAssets(db, [assetId])
  return count
}
