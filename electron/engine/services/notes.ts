/**
 * Notes, and the history of what a person did.
 */
import { newId } from '../../../shared/util/ids.ts'
import { RushesError } from '../../../shared/model/errors.ts'
import { formatTimecode, timecode } from '../../../shared/time/timecode.ts'
import { authorOf } from '../auth/principal.ts'
import type { EngineContext } from '../context.ts'
import { readAssetBase } from '../db/catalogue/asset-detail.ts'
import { readAssetRow } from '../db/catalogue/assets-read.ts'
import type { Change } from '../db/entities/changes.ts'
import { entitiesOf } from '../db/entities/registry.ts'
import { listCommands, nextCommand, recordedResult, turnCommand } from '../db/entities/commands.ts'
import { requireAssets } from './assets.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

/** Implements `notes`. */
export function noteServices(os: Builder, context: EngineContext) {
  return os.notes.router({
    add: os.notes.add.handler(({ input, context: caller }) => {
      requireAssets(context, [input.assetId])
      const row = readAssetRow(context.library.reader, input.assetId)
      const base = readAssetBase(context.library.reader, input.assetId)
      if (input.frame !== null && row?.durationFrames != null && input.frame >= row.durationFrames) {
        throw new RushesError('usage', `${row.name} ends before frame ${input.frame}. Give a timecode inside the clip.`)
      }
      const rate = row?.rate ?? null
      const note = {
        id: newId(),
        assetId: input.assetId,
        frame: input.frame,
        text: input.text,
        timecode:
          input.frame === null || rate === null
            ? null
            : formatTimecode(timecode((base?.startFrame ?? 0) + input.frame, rate, base?.dropFrame ?? false)),
        author: authorOf(caller, context.settings().author),
        createdAt: context.now(),
      }
      const changes: Change[] = [
        {
          entity: 'note',
          entityId: note.id,
          field: 'new',
          value: {
            assetId: note.assetId,
            frame: note.frame,
            text: note.text,
            author: note.author,
            createdAt: note.createdAt,
          },
        },
        { entity: 'note', entityId: note.id, field: 'removed', value: false },
      ]
      return runCommand(context, input.opId, 'Note', ['assets'], changes, note)
    }),
    edit: os.notes.edit.handler(({ input }) =>
      runCommand(
        context,
        input.opId,
        'Note',
        ['assets'],
        [
          { entity: 'note', entityId: input.id, field: 'text', value: input.text },
          // Whoever writes in a note wants it: another device that takes it away meanwhile doesn't lose these words.
          { entity: 'note', entityId: input.id, field: 'removed', value: false },
        ],
        {},
      ),
    ),
    remove: os.notes.remove.handler(({ input }) =>
      runCommand(
        context,
        input.opId,
        'Remove note',
        ['assets'],
        [{ entity: 'note', entityId: input.id, field: 'removed', value: true }],
        {},
      ),
    ),
  })
}

/** Implements `history`. */
export function historyServices(os: Builder, context: EngineContext) {
  const turn = (opId: string, direction: 'undo' | 'redo') => {
    const recorded = recordedResult(context.library.writer, opId)
    if (recorded !== undefined) return { ...(recorded as { label: string | null }), revision: context.events.revision }
    const target = nextCommand(context.library.writer, direction)
    if (target === undefined) return { label: null, revision: context.events.revision }
    const touched = turnCommand(context.recorder, opId, target, direction, { label: target.label })
    context.events.publish(
      [...entitiesOf(context.library.writer).topics, 'history'],
      touched.length > 0 ? touched : null,
    )
    return { label: target.label, revision: context.events.revision }
  }
  return os.history.router({
    list: os.history.list.handler(({ input }) =>
      listCommands(context.library.reader, input.limit).map((step) => ({ ...step, undone: step.undone > 0 })),
    ),
    undo: os.history.undo.handler(({ input }) => turn(input.opId, 'undo')),
    redo: os.history.redo.handler(({ input }) => turn(input.opId, 'redo')),
  })
}
