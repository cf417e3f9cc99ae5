/**
 * `settings`: shows the library's settings, and changes them.
 */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { daySchema } from '../../../shared/model/primitives.ts'
import { SETTING_TAKES } from '../../../shared/model/settings-words.ts'
import type { Settings } from '../../../shared/model/work.ts'
import { visible } from '../../../shared/util/visible.ts'
import type { SetExit } from '../exit.ts'
import { withEngine, type GlobalOptions, type Session } from '../session.ts'
import { rateOf } from './rate-option.ts'

/** Adds it to the program. */
export function settingsCommand(program: Command, setExit: SetExit): void {
  program
    .command('settings')
    .argument('[name=value...]', 'what to change: nearby=yes, author=Ada, dayStartHour=5')
    .description('show or change the library’s settings')
    .action(async (words: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals<GlobalOptions>(), async (session) => {
          const { client, output, opId } = session
          const before = await client.settings.get({})
          const settings =
            words.length === 0
              ? before
              : await client.settings.set({ opId: opId(), changes: readChanges(before, words) })
          for (const [name, value] of Object.entries(settings))
            output.line(
              `${name.padEnd(16)}${typeof value === 'object' ? JSON.stringify(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}`,
            )
          await tellIfAway(session, settings)
          output.result({ exit: 0, code: 'ok', settings })
          return 0
        }),
      ),
    )
}

/** Words as `nearby=yes`, each read by what its setting holds now. */
function readChanges(now: Settings, words: readonly string[]): Partial<Settings> {
  return Object.fromEntries(
    words.map((word) => {
      const [, day, number] = /^day\.(\d{4}-\d{2}-\d{2})=(\d{1,4}|none)$/.exec(word) ?? []
      if (day !== undefined && number !== undefined) return ['dayNumbers', withNumber(now.dayNumbers, day, number)]
      const [, name = '', value = ''] = /^([a-zA-Z]+)=(.*)$/s.exec(word) ?? []
      if (!Object.hasOwn(SETTING_TAKES, name)) throw noSetting(word)
      const setting = name as keyof Settings
      const read = valueOf(setting, value, now)
      if (read === undefined) throw new RushesError('usage', SETTING_TAKES[setting], { setting: name })
      return [name, read]
    }),
  )
}

/** The value of a setting as it is written; undefined where it can't be one. */
function valueOf(name: keyof Settings, value: string, now: Settings): unknown {
  const none = value === 'none' || value === ''
  if (name === 'ingestPresets') return none ? [] : listOf(value)
  if (name === 'ingestFolder') return none ? null : resolve(value)
  if (name === 'proxyBudgetBytes') return none ? null : bytesOf(value)
  if (name === 'sequenceRate') return rateOf(value)
  if (name === 'firstDay') return none ? null : daySchema.safeParse(value).data
  if (name === 'reverifyDays') return none ? null : numberOf(value)
  const kind = typeof now[name]
  if (kind === 'boolean') return value === 'yes' ? true : value === 'no' ? false : undefined
  if (kind === 'number') return numberOf(value)
  return kind === 'string' ? value : undefined
}

const listOf = (value: string): string[] =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

const numberOf = (value: string): number | undefined => (/^\d+$/.test(value) ? Number(value) : undefined)

function noSetting(word: string): RushesError {
  return new RushesError(
    'usage',
    `“${word}” is no setting. Write name=value; there are: ${Object.keys(SETTING_TAKES)
      .filter((name) => name !== 'dayNumbers' && name !== 'retention')
      .join(', ')}, and day.2026-11-20=12 for the number of one day.`,
  )
}

/** Proxies of new media wait for a folder that is not there: said, for it may be a mistyped one. */
async function tellIfAway({ client, output }: Session, { ingestFolder, ingestPresets }: Settings): Promise<void> {
  if (ingestFolder === null) {
    if (ingestPresets.length > 0)
      output.say('No edit proxies are made of new media until they have a folder: ingestFolder=/path.')
    return
  }
  const there = await client.places.list({ path: ingestFolder }).then(
    () => true,
    () => false, // Whatever hinders it: nothing can be written there now.
  )
  if (!there)
    output.say(
      `There is no folder ${visible(ingestFolder)} now: edit proxies of new media wait until it is there. Check the path, or connect its drive.`,
    )
}

/** Bytes as people write them: 50GB, 1.5 TB. Throws RushesError 'usage' for anything else. */
function bytesOf(words: string): number {
  const [, number, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB)?$/i.exec(words.trim()) ?? []
  const power = ['b', 'kb', 'mb', 'gb', 'tb'].indexOf(unit.toLowerCase())
  if (number === undefined) throw new RushesError('usage', `“${words}” is no amount of space. Write it as 50GB.`)
  return Math.round(Number(number) * 1000 ** power)
}

function withNumber(numbers: Settings['dayNumbers'], day: string, number: string): Settings['dayNumbers'] {
  const others = Object.fromEntries(Object.entries(numbers).filter(([one]) => one !== day))
  return number === 'none' ? others : { ...others, [day]: Number(number) }
}
