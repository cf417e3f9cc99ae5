/**
 * The look of five hundred clips at once: what shows their colours is due again, and nothing else.
 */
import { describe, expect, it } from 'vitest'
import { LOG_CURVE_IDS } from '../../../shared/model/colour.ts'
import { newId } from '../../../shared/util/ids.ts'
import { storeProbe } from '../../../electron/engine/db/catalogue/contents.ts'
import { primaryContent } from '../../../electron/engine/db/catalogue/contents.ts'
import { upsertDerivative } from '../../../electron/engine/db/catalogue/derivatives.ts'
import type { Change } from '../../../electron/engine/db/entities/changes.ts'
import { followLooks } from '../../../electron/engine/jobs/looks.ts'
import { createMediaMaker } from '../../../electron/engine/jobs/media-maker.ts'
import type { JobQueue } from '../../../electron/engine/jobs/queue.ts'
import { recipeOf, RECIPES } from '../../../electron/engine/media/recipes/index.ts'
import { devices } from '../../helpers/devices.ts'
import { scratch } from '../../helpers/library.ts'
import { CLIP } from '../../helpers/media-facts.ts'
import { clip, say } from '../../helpers/said.ts'
import { until } from '../../helpers/until.ts'

const place = scratch('rushes-many-looks-')
const device = devices(place.dir)
const COUNT = 500

describe('the look of five hundred clips', () => {
  it('asks for each picture of each of them once, and for no waveform', async () => {
    const at = device()
    const { writer: db } = at.context.library
    const maker = createMediaMaker(at.context.library.folder.derivatives)
    const ids = Array.from({ length: COUNT }, (_, nth) => clip(at, `A003C${nth}.mov`, `${nth}`))
    const made = ['poster', 'filmstrip', 'waveform', 'proxy'] as const
    db.transaction(() => {
      for (const id of ids) {
        const contentId = primaryContent(db, id)!
        storeProbe(db, contentId, CLIP)
        for (const recipe of made)
          upsertDerivative(
            db,
            {
              contentId,
              recipe,
              recipeVersion: recipeOf(recipe).version,
              path: `${contentId}/${recipe}`,
              bytes: 1,
              mime: 'image/jpeg',
              width: 1,
              height: 1,
              meta: {},
            },
            1,
          )
      }
    })()
    const queue = { wake: () => {} } as unknown as JobQueue
    const stop = followLooks(at.context, maker, queue)
    const look = { curve: LOG_CURVE_IDS[0], cdl: null }
    const changes = ids.map((id): Change => ({ entity: 'asset', entityId: id, field: 'look', value: look }))
    say(at, ...changes)
    const byRecipe = (): Record<string, number> =>
      Object.fromEntries(
        db
          .prepare<[], { recipe: string; n: number }>(
            `SELECT params ->> '$.recipe' AS recipe, count(*) AS n FROM job GROUP BY 1`,
          )
          .all()
          .map(({ recipe, n }) => [recipe, n]),
      )
    const wanted = Object.fromEntries(
      RECIPES.filter(({ id, showsColour }) => showsColour && made.some((one) => one === id)).map(({ id }) => [
        id,
        COUNT,
      ]),
    )
    await until('all of them are asked for', () =>
      Promise.resolve(Object.values(byRecipe()).reduce((sum, n) => sum + n, 0) >= COUNT * Object.keys(wanted).length),
    )
    expect(wanted).toEqual({ poster: COUNT, filmstrip: COUNT, proxy: COUNT })
    expect(byRecipe()).toEqual(wanted)
    // The same look again asks for nothing.
    say(at, ...changes)
    say(
      at,
      { entity: 'asset', entityId: ids[0]!, field: 'rating', value: 3 },
      {
        entity: 'note',
        entityId: newId(),
        field: 'new',
        value: { assetId: ids[0]!, frame: null, text: 'x', author: 'x', createdAt: 1 },
      },
    )
    stop()
    expect(byRecipe()).toEqual(wanted)
  })
})
