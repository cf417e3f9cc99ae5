/**
 * Settings and the few facts of a library that have a single value.
 */
import { settingsSchema, type Settings } from '../../../../shared/model/work.ts'
import { statement, type ReadableDb, type WritableDb } from './handles.ts'

/** A single value of the library, or undefined. */
export function readValue(db: ReadableDb, key: string): string | undefined {
  return statement<{ value: string }>(db, 'SELECT value FROM library WHERE key = ?').get(key)?.value
}

/** Sets a single value of the library. */
export function writeValue(db: WritableDb, key: string, value: string): void {
  statement(db, 'INSERT INTO library (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value').run(
    key,
    value,
  )
}

const ownSchema = settingsSchema.omit({ firstDay: true, dayNumbers: true })

/** Settings that are this library's own here. How days are numbered is said of the project (`numberingChanges`). */
export type OwnSettings = Omit<Settings, 'firstDay' | 'dayNumbers'>

/** Old versions are thinned by these rules once a person switches them on. */
const NO_THINNING: Settings['retention'] = { on: false, keepAllDays: 30, keepDailyDays: 180, budgetBytes: null }

/** Film's rate, at which effects are made. */
const ASSUMED_RATE: Settings['sequenceRate'] = { num: 24, den: 1 }

/** The rate at which numbered frames run whose headers name none. */
export function readSequenceRate(db: ReadableDb): Settings['sequenceRate'] {
  const stored = readValue(db, 'settings')
  const { sequenceRate } = (stored === undefined ? {} : JSON.parse(stored)) as Partial<Settings>
  return sequenceRate ?? ASSUMED_RATE
}

/**
 * The settings, but for the address of notices, which is kept elsewhere; with what was never set at its default.
 * `author` names the person at this machine.
 */
export function readSettings(db: ReadableDb, author: string): OwnSettings {
  const stored = readValue(db, 'settings')
  const own: unknown = stored === undefined ? {} : JSON.parse(stored)
  return ownSchema.parse({
    dayStartHour: 4,
    requiredDevices: 2,
    makeProxies: true,
    ingestPresets: [],
    ingestFolder: null,
    measureMedia: false,
    hardwareEncoding: false,
    sequenceRate: ASSUMED_RATE,
    proxyBudgetBytes: null,
    author,
    keepVersions: true,
    retention: NO_THINNING,
    nearby: false,
    messageServer: '',
    reverifyDays: null,
    notifyUrl: '',
    notifyForm: 'ntfy',
    ...(own as object),
  })
}

/** Changes some settings and keeps the rest. */
export function writeSettings(db: WritableDb, changes: Partial<OwnSettings>): void {
  const stored = readValue(db, 'settings')
  writeValue(
    db,
    'settings',
    JSON.stringify({ ...(stored === undefined ? {} : (JSON.parse(stored) as object)), ...changes }),
  )
}
