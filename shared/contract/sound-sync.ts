/**
 * Sound sync: clips and sounds of a day are compared by a job of the kind `sound-sync`; what it finds is proposed, and a
 * person accepts or refuses it.
 */
import { z } from 'zod'
import { commandSchema, doneSchema, idSchema } from '../model/primitives.ts'
import { soundPairSchema, soundSideSchema } from '../model/sound-sync.ts'
import { command, query } from './base.ts'

const chosenSchema = z.object({
  query: z.string().max(2000).default(''),
  ids: z.array(idSchema).max(10_000).nullable().default(null),
})

const pairKeySchema = z.object({ pictureId: idSchema, soundId: idSchema })
const pairsSchema = commandSchema.extend({ pairs: z.array(pairKeySchema).min(1).max(1000) })

export const soundSync = {
  /**
   * Asks for the clips among these to be compared with the sounds of their days; with no clip among them, for the clips
   * of the sounds' days. A job a day; one that waits or runs already is among them.
   */
  propose: command('edit')
    .input(commandSchema.extend(chosenSchema.shape))
    .output(doneSchema.extend({ jobs: z.array(idSchema), clips: z.number().int(), sounds: z.number().int() })),
  /**
   * Pairs of the clips and sounds among these: accepted, proposed, refused. `unpaired`: clips for which nothing was
   * found or accepted; `sounds`: all sounds of their days. With no clip among these, pairs of these sounds alone.
   */
  list: query('view')
    .input(chosenSchema.extend({ limit: z.number().int().min(1).max(2000).default(500) }))
    .output(
      z.object({
        pairs: z.array(soundPairSchema),
        unpaired: z.array(soundSideSchema),
        sounds: z.array(soundSideSchema),
        /** All clips that were asked about. */
        clips: z.number().int(),
        /** How many of them were compared on this computer, whatever came of it. */
        compared: z.number().int(),
      }),
    ),
  /** The place that was found, or that was accepted or refused before, holds from now on. */
  accept: command('edit').input(pairsSchema).output(doneSchema),
  /** It is not the clip's sound: it isn't proposed again. */
  refuse: command('edit').input(pairsSchema).output(doneSchema),
  /** A person says where the sound stands: samples of the sound before the clip's first. Accepts it. */
  set: command('edit')
    .input(
      commandSchema.extend({
        ...pairKeySchema.shape,
        offset: z.number().int().min(-1e12).max(1e12),
        sampleRate: z.number().int().min(1000).max(768_000),
      }),
    )
    .output(doneSchema),
}
