/**
 * Settings of new media: edit proxies that are made by themselves, and what is measured in the same run.
 */
import { Folder } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { ProxyPreset } from '../../../shared/model/edit-proxies.ts'
import type { Settings } from '../../../shared/model/work.ts'
import { parseRate, rateLabel, sameRate, type Rate } from '../../../shared/time/rate.ts'
import { Button, Switch } from '../../ui/index.ts'
import { bytesText } from '../../ui/words.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { Line } from './line.tsx'

const GB = 1e9
const BUDGETS = [10 * GB, 25 * GB, 50 * GB, 100 * GB, 250 * GB, 500 * GB, 1000 * GB] as const

interface Part {
  readonly settings: Settings
  readonly set: (changes: Partial<Settings>) => void
}

/** The lines. */
export function IngestSettings({ settings, set }: Part) {
  return (
    <>
      <Line label="Measure new media" hint="Loudness, silence, black, still and cuts, in the run that makes proxies">
        <Switch
          label="Measure new media"
          on={settings.measureMedia}
          onChange={(measureMedia) => set({ measureMedia })}
        />
      </Line>
      <Line
        label="Graphics card"
        hint="Review proxies by its encoder, where it gets a trial right; what it fails at the processor makes"
      >
        <Switch
          label="Make review proxies by the graphics card"
          on={settings.hardwareEncoding}
          onChange={(hardwareEncoding) => set({ hardwareEncoding })}
        />
      </Line>
      <EditProxiesOfNewMedia settings={settings} set={set} />
      <Line
        label="Rate of numbered frames"
        hint="For EXR, DPX and TIFF frames whose headers say none; it is shown as assumed"
      >
        <select
          className="field"
          aria-label="Rate of numbered frames"
          value={rateText(settings.sequenceRate)}
          onChange={(event) => set({ sequenceRate: parseRate(event.target.value) ?? settings.sequenceRate })}
        >
          {sequenceRates(settings.sequenceRate).map((rate) => (
            <option key={rateText(rate)} value={rateText(rate)}>
              {rateLabel(rate)} fps
            </option>
          ))}
        </select>
      </Line>
      <Line
        label="Space for proxies"
        hint="Those that nobody looked at for longest are let go while their original is here, and made again when asked for"
      >
        <select
          className="field"
          aria-label="Space for proxies"
          value={settings.proxyBudgetBytes ?? ''}
          onChange={(event) => set({ proxyBudgetBytes: event.target.value === '' ? null : Number(event.target.value) })}
        >
          <option value="">No limit</option>
          {budgets(settings.proxyBudgetBytes).map((bytes) => (
            <option key={bytes} value={bytes}>
              {bytesText(bytes)}
            </option>
          ))}
        </select>
      </Line>
    </>
  )
}

const SEQUENCE_RATES = ['24000/1001', '24', '25', '30000/1001', '30', '48', '50', '60000/1001', '60'] as const

const rateText = ({ num, den }: Rate): string => `${num}/${den}`

/** The usual ones, and that which is chosen. */
function sequenceRates(chosen: Rate): Rate[] {
  const usual = SEQUENCE_RATES.flatMap((text) => parseRate(text) ?? [])
  return usual.some((rate) => sameRate(rate, chosen)) ? usual : [...usual, chosen]
}

/** The usual ones, and that which is chosen. */
function budgets(chosen: number | null): number[] {
  return [...new Set([...BUDGETS, ...(chosen === null ? [] : [chosen])])].toSorted((a, b) => a - b)
}

function EditProxiesOfNewMedia({ settings, set }: Part) {
  const presets = usePresets()
  const folder = useFolder('Choose where the proxies of new media go')
  const { ingestPresets, ingestFolder } = settings
  const chosen = ingestPresets.length > 1 ? SEVERAL : (ingestPresets[0] ?? '')
  const names = presets.map(({ name }) => name)
  return (
    <>
      <Line label="Edit proxies of new media" hint={hintFor(settings, useIsAway(ingestFolder))}>
        <select
          className="field"
          aria-label="Edit proxies of new media"
          value={chosen}
          onChange={(event) => set({ ingestPresets: event.target.value === '' ? [] : [event.target.value] })}
        >
          <option value="">None</option>
          {chosen === SEVERAL && (
            <option value={SEVERAL} disabled>
              {ingestPresets.length} presets
            </option>
          )}
          {chosen !== SEVERAL && chosen !== '' && !names.includes(chosen) && <option value={chosen}>{chosen}</option>}
          {presets.map(({ name, title }) => (
            <option key={name} value={name}>
              {title === '' ? name : title}
            </option>
          ))}
        </select>
        {ingestPresets.length > 0 && (
          <Button
            icon={<Folder size={14} />}
            onClick={() => folder.ask((path) => set({ ingestFolder: path }))}
            title={ingestFolder ?? undefined}
          >
            {ingestFolder === null ? 'Choose …' : 'Change …'}
          </Button>
        )}
      </Line>
      {folder.sheet}
    </>
  )
}

const SEVERAL = '\u0000'

/** What is said beside the choice. `away`: the folder is not there now. Pure. */
export function hintFor({ ingestPresets, ingestFolder }: Settings, away: boolean): string {
  if (ingestPresets.length === 0) return 'Made in the same run, into a folder'
  if (ingestFolder === null) return 'Choose the folder that takes them: without one none are made'
  if (away) return `${ingestFolder} is not there now: proxies wait for it. Connect its drive, or choose another folder`
  return ingestPresets.length > 1 ? `Into ${ingestFolder}, in a folder for each preset` : `Into ${ingestFolder}`
}

/** Asked when the settings are opened, and when another folder is chosen. */
function useIsAway(folder: string | null): boolean {
  const {
    connection: { client },
  } = useLibrary()
  const [away, setAway] = useState<string | null>(null)
  useEffect(() => {
    if (folder === null) return
    client.places.list({ path: folder }).then(
      () => setAway(null),
      () => setAway(folder),
    )
  }, [client, folder])
  return away !== null && away === folder
}

function usePresets(): readonly ProxyPreset[] {
  const {
    toasts,
    connection: { client },
  } = useLibrary()
  const [presets, setPresets] = useState<readonly ProxyPreset[]>([])
  useEffect(() => {
    client.editProxies.presets({}).then(setPresets, (thrown: unknown) => toasts.fail(toRushesError(thrown).message))
  }, [client, toasts])
  return presets
}
