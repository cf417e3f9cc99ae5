/**
 * Presets as procedures.
 */
import { RushesError, isRushesError } from '../../../shared/model/errors.ts'
import type { ListedPreset, Preset } from '../../../shared/model/presets.ts'
import type { EngineContext } from '../context.ts'
import type { Change } from '../db/entities/changes.ts'
import { recordedResult } from '../db/entities/commands.ts'
import { presetChange } from '../db/entities/preset.ts'
import { readPresets } from '../db/entities/presets.ts'
import { readKnownVolumes, readVolumes } from '../db/volumes/volumes.ts'
import { fillTemplate, parseTemplate } from '../domain/naming/template.ts'
import {
  allWords,
  BUILT_IN,
  checkPreset,
  offersOf,
  presetFile,
  presetKey,
  readPresetFile,
  resolvePreset,
  templateWords,
  type PresetDrive,
} from '../domain/presets.ts'
import { runCommand } from './commands.ts'
import type { Builder } from './implement.ts'

/** The card of a preview. */
const EXAMPLE = {
  name: 'A003R1JL',
  roll: 'A003R1JL',
  camera: 'A',
  clip: 'A003C001_260309_R1JL',
  family: 'ARRI',
  label: 'A003R1JL',
  media: 'Camera_Media',
  date: '2026-03-09',
  counter: 1,
}

/** Implements `presets`. */
export function presetServices(os: Builder, context: EngineContext) {
  const all = (): ListedPreset[] => [
    ...BUILT_IN,
    ...readPresets(context.library.reader).map((one) => ({ ...one, builtIn: false })),
  ]
  const find = (name: string): ListedPreset => {
    const found = all().find((one) => presetKey(one.name) === presetKey(name))
    if (found === undefined)
      throw new RushesError('not_found', `There is no preset “${name}”. List them with: rushes presets`, { name })
    return found
  }
  /** Those that come with Rushes are everywhere, and can't be ingested. */
  const own = (name: string): ListedPreset => {
    const found = find(name)
    if (found.builtIn)
      throw new RushesError('usage', `“${found.name}” comes with Rushes: every library has it.`, { name: found.name })
    return found
  }
  const drives = (): PresetDrive[] => {
    const identities = new Map(readKnownVolumes(context.library.reader).map(({ id, identity }) => [id, identity]))
    return readVolumes(context.library.reader).map((volume) => ({
      ...volume,
      identity: identities.get(volume.id) ?? '',
    }))
  }
  const keep = (presets: readonly Preset[]): Change[] => presets.map((one) => presetChange(one.name, one))
  const run = <Result extends object>(
    opId: string,
    label: string,
    changes: readonly Change[],
    result: Result,
  ): Result => runCommand(context, opId, label, ['presets'], changes, result)
  /** The answer of a command that was done before: what it would be refused for now, it did itself. */
  const before = <Result>(opId: string): Result | undefined =>
    recordedResult(context.library.reader, opId) as Result | undefined
  return os.presets.router({
    list: os.presets.list.handler(() => all()),
    save: os.presets.save.handler(({ input }) => {
      const preset = checkPreset(input.preset)
      return run(input.opId, `Preset “${preset.name}”`, keep([preset]), { ...preset, builtIn: false })
    }),
    remove: os.presets.remove.handler(({ input }) => {
      if (before(input.opId) !== undefined) return {}
      if (find(input.name).builtIn)
        throw new RushesError('usage', `“${input.name}” comes with Rushes and can’t be removed.`, { name: input.name })
      return run(input.opId, `Remove preset “${find(input.name).name}”`, [presetChange(input.name, null)], {})
    }),
    resolve: os.presets.resolve.handler(({ input }) => resolvePreset(find(input.name), drives(), input)),
    words: os.presets.words.handler(() => [...allWords()]),
    preview: os.presets.preview.handler(({ input: { template, values } }) => {
      try {
        const words = templateWords(template, values)
        // What a person has yet to say stands as its word, so that the folders can be seen before.
        const open = Object.fromEntries(
          words.filter((one) => !one.fromCard && one.value === null).map((one) => [one.word, one.word.toUpperCase()]),
        )
        return { words, example: fillTemplate(parseTemplate(template), EXAMPLE, { ...open, ...values }), problem: null }
      } catch (error) {
        if (!isRushesError(error)) throw error
        return { words: [], example: null, problem: error.message }
      }
    }),
    offers: os.presets.offers.handler(() => [...offersOf(all(), drives())]),
    export: os.presets.export.handler(({ input }) => ({
      text: presetFile(input.names.length === 0 ? readPresets(context.library.reader) : input.names.map(own)),
    })),
    import: os.presets.import.handler(({ input }) => {
      const done = before<{ names: string[] }>(input.opId)
      if (done !== undefined) return done
      const read = readPresetFile(input.text)
      const here = new Set(readPresets(context.library.reader).map((one) => presetKey(one.name)))
      const twin = read.find((one) => here.has(presetKey(one.name)))
      if (twin !== undefined && !input.replace) {
        throw new RushesError(
          'conflict',
          `There is a preset “${twin.name}” already. Nothing was imported; add --replace to replace it with the one in the file.`,
          { name: twin.name },
        )
      }
      const names = read.map((one) => one.name)
      return run(
        input.opId,
        names.length === 1 ? `Import preset “${names[0]!}”` : `Import ${names.length} presets`,
        keep(read),
        { names },
      )
    }),
  })
}
