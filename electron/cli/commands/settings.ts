/**
 * `settings`: shows the library's settings, and changes them.
 */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { RushesError } from '../../../shared/model/errors.ts'
import { daySchema } from '../../../shared/model/primitives.ts'
import type { Settings } from '../../../shared/model/work.ts'
import type { SetExit } from '../exit.ts'
import { withEngine, type GlobalOptions } from '../session.ts'
import { rateOf } from './rate-option.ts'

/** Adds it to the program. */
export function settingsCommand(program: Command, setExit: SetExit): void {
  program
    .command('settings')
    .argument('[name=value...]', 'what to change: nearby=yes, author=Ada, dayStartHour=5')
    .description('show or change the library’s settings')
    .action(async (words: string[], _options: unknown, command: Command) =>
      setExit(
        await withEngine(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, opId }) => {
          const before = await client.settings.get({})
          const settings =
            words.length === 0
              ? before
              : await client.settings.set({ opId: opId(), changes: readChanges(before, words) })
          for (const [name, value] of Object.entries(settings))
            output.line(
              `${name.padEnd(16)}${typeof value === 'object' ? JSON.stringify(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}`,
            )
          output.result({ exit: 0, code: 'ok', settings })
          return 0
        }),
      ),
    )
}

/** Words as `nearby=yes`, each read by what its setting holds now. */
function readChanges(now: Settings, words: readonly string[]): Partial<Settings> {
  const single = Object.entries(now)
    .filter(([, value]) => ['boolean', 'number', 'string'].includes(typeof value))
    .map(([name]) => name)
  return Object.fromEntries(
    words.map((word) => {
      const [, day, number] = /^day\.(\d{4}-\d{2}-\d{2})=(\d{1,4}|none)$/.exec(word) ?? []
      if (day !== undefined && number !== undefined) return ['dayNumbers', withNumber(now.dayNumbers, day, number)]
      const [, name = '', value = ''] = /^([a-zA-Z]+)=(.*)$/s.exec(word) ?? []
      if (name === 'firstDay' && (value === 'none' || daySchema.safeParse(value).success))
        return [name, value === 'none' ? null : value]
      if (name === 'sequenceRate') return [name, rateOf(value)]
      if (name === 'ingestPresets') return [name, value === 'none' ? [] : value.split(',').map((one) => one.trim())]
      if (name === 'proxyBudgetBytes') return [name, value === 'none' ? null : bytesOf(value)]
      if (name === 'ingestFolder') return [name, value === 'none' ? null : resolve(value)]
      const kind = single.includes(name) ? typeof now[name as keyof Settings] : 'none'
      if (kind === 'boolean' && ['yes', 'no'].includes(value)) return [name, value === 'yes']
      if (kind === 'number' && /^\d+$/.test(value)) return [name, Number(value)]
      if (kind === 'string') return [name, value]
      throw new RushesError(
        'usage',
        `“${word}” is no setting with a value of its kind. There are: ${single.join(', ')}; switches take yes or no. The first day of the project: firstDay=2026-11-20. The number of one day: day.2026-11-20=12. Edit proxies of new media: ingestPresets=prores-proxy,h264-intra ingestFolder=/path; none for none. The rate of numbered frames whose headers name none: sequenceRate=23.976. What proxies may take: proxyBudgetBytes=50GB, or none.`,
      )
    }),
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
