/**
 * The words of `project set`, as changes. What has not the form of its field is left to the schema. Pure.
 */
import { RushesError } from '../../shared/model/errors.ts'
import { FIELD_TYPES, STATUS_FLAGS, type Project } from '../../shared/model/project.ts'
import { parseRate } from '../../shared/time/rate.ts'

type Sets = 'dayNumbers' | 'statuses' | 'customFields' | 'naming' | 'roles'
const SETS: Readonly<Record<string, Sets>> = {
  day: 'dayNumbers',
  status: 'statuses',
  field: 'customFields',
  naming: 'naming',
  role: 'roles',
}

/** Throws `usage` for a word that is none. */
export function readProjectWords(now: Project, words: readonly string[]): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const word of words) {
    const [, set, key = '', value = ''] = /^(?:(day|status|field|naming|role)\.)?([^=]+)=(.*)$/s.exec(word) ?? []
    if (set !== undefined) {
      const name = SETS[set]!
      changes[name] = { ...(changes[name] as object), [key]: value === 'none' ? null : valueOf(now, name, key, value) }
    } else if (key === 'name') changes['name'] = value
    else if (key === 'firstDay') changes['firstDay'] = value === 'none' ? null : value
    else if (key === 'soundRate') changes['soundRate'] = value === 'none' ? null : rateOf(value)
    else throw new RushesError('usage', `“${word}” is nothing that a project has. See: rushes project set --help`)
  }
  return changes
}

function valueOf(now: Project, set: Sets, key: string, text: string): unknown {
  if (set === 'dayNumbers') return /^\d{1,4}$/.test(text) ? Number(text) : text
  if (set === 'naming') return text
  // What is changed keeps its place and what was not said anew; what is new comes last.
  const before = now[set].find((one) => one.key === key)
  const order = before?.order ?? Math.max(0, ...now[set].map((one) => one.order + 1))
  if (set === 'statuses') {
    const [name = '', ...flags] = text.split(',').map((part) => part.trim())
    const unknown = flags.find((flag) => !(STATUS_FLAGS as readonly string[]).includes(flag))
    if (unknown !== undefined)
      throw new RushesError('usage', `“${unknown}” is no flag of a status. There are: ${STATUS_FLAGS.join(', ')}.`)
    return { name, colour: now.statuses.find((one) => one.key === key)?.colour ?? null, flags, order }
  }
  const [name = '', kind = '', choices = ''] = text.split(':').map((part) => part.trim())
  if (set === 'roles') return { name, right: kind, order }
  if (!(FIELD_TYPES as readonly string[]).includes(kind))
    throw new RushesError('usage', `“${kind}” is no type of a field. There are: ${FIELD_TYPES.join(', ')}.`)
  return { name, type: kind, choices: choices === '' ? [] : choices.split(',').map((part) => part.trim()), order }
}

/** `25`, `23.976`, `24000/1001`; `29.97df` counts in drop-frame. */
function rateOf(text: string): unknown {
  const [, number = '', drop] = /^(.+?)(df)?$/i.exec(text) ?? []
  const rate = parseRate(number)
  if (rate === null)
    throw new RushesError('usage', `“${text}” is no frame rate. Write it as 25, 23.976, 24000/1001 or 29.97df.`)
  return { num: rate.num, den: rate.den, dropFrame: drop !== undefined }
}
