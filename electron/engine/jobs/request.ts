/**
 * Asks for media work on contents: what is due, once.
 */
import type { RecipeName } from '../../../shared/model/work.ts'
import { DEFAULT_PARAMS_HASH } from '../../../shared/model/recipe-params.ts'
import { refreshAssets } from '../db/catalogue/asset-row.ts'
import { primaryContent } from '../db/catalogue/contents.ts'
import { isLutHere, lookOf } from '../db/catalogue/looks.ts'
import { madePath, wasMade } from '../db/catalogue/derivatives.ts'
import type { WritableDb } from '../db/core/handles.ts'
import { inBatches } from '../db/core/in-batches.ts'
import { enqueueJob, jobStates } from '../db/jobs/jobs.ts'
import { proxiesBeside } from '../db/catalogue/camera-proxies.ts'
import { recipesFor } from '../media/plan.ts'
import { KEPT, recipeOf, RECIPES } from '../media/recipes/index.ts'
import { ADOPT, ADOPT_PRIORITY, adoptable, adoptLanes } from './adopt-job.ts'
import { DERIVE, deriveLanes, priorityOf, type DeriveParams } from './derive-lanes.ts'
import type { DerivativeMaker } from './maker.ts'
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
  const made = madePath(db, contentId, 'proxy', maker.versionOf('proxy'))
  const lost = made !== undefined && !maker.isThere(made)
  if (!anew && made !== undefined && !lost) return { instead: true, count: 0 }
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

/** Puts the due work of one clip into the queue. Call it in a transaction. Returns how much was asked for. */
function requestOne(db: WritableDb, maker: DerivativeMaker, assetId: string, wish: Wish): number {
  const { recipes, again, anew, onlyMade, now } = wish
  const contentId = primaryContent(db, assetId)
  const probe = contentId === undefined ? undefined : readShown(db, contentId)?.probe
  if (contentId === undefined || probe === undefined || !probe.ok) return 0
  const chosen = lookOf(db, assetId)
  // Until its LUT arrives the clip is shown as recorded, and nothing fails for it.
  const look = chosen?.lut !== undefined && !isLutHere(db, chosen.lut.hash) ? null : chosen
  let count = 0
  for (const recipe of recipesFor(probe, KEPT).filter((name) => recipes.includes(name))) {
    const recipeVersion = maker.versionOf(recipe)
    const own = recipeOf(recipe).parse({
      ...(look !== null && recipeOf(recipe).showsColour ? { look } : {}),
      ...wish.params,
    })
    if (onlyMade && !wasMade(db, contentId, recipe) && !wasMade(db, contentId, recipe, own.hash)) continue
    if (recipe === 'proxy' && own.hash === DEFAULT_PARAMS_HASH && !wish.own) {
      const adopted = adoptInstead(db, contentId, maker, wish)
      count += adopted.count
      if (adopted.instead || wish.adoptOnly) continue
    }
    const made = madePath(db, contentId, recipe, recipeVersion, own.hash)
    // Somebody may have emptied the folder: what has no file any more is made again, though its job is done.
    const lost = made !== undefined && !maker.isThere(made)
    if (!anew && made !== undefined && !lost) continue
    const derive: DeriveParams = {
      recipe,
      version: recipeVersion,
      ...(own.hash === DEFAULT_PARAMS_HASH ? {} : { params: JSON.parse(own.text) as Record<string, unknown> }),
    }
    const job = {
      kind: DERIVE,
      subject: { kind: 'content', id: contentId },
      params: derive,
      lanes: deriveLanes(db, contentId, derive),
      priority: priorityOf(recipe),
    } as const
    count += Number(enqueueJob(db, job, again || lost, now).added)
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
  { all, now }: { readonly all: boolean; readonly now: number },
): number {
  const count = requestOne(db, maker, assetId, {
    recipes: RECIPES.flatMap(({ id, showsColour }) => (showsColour ? [id] : [])),
    again: true,
    anew: false,
    onlyMade: !all,
    params: {},
    own: true,
    adoptOnly: false,
    patient: true,
    now,
  })
  if (count > 0) refreshAssets(db, [assetId])
  return count
}
