/**
 * Settings: of the library (kept by the engine) and of this window.
 */
import { newId } from '../../../shared/util/ids.ts'
import type { Settings } from '../../../shared/model/work.ts'
import { useResource } from '../../api/index.ts'
import { Editable, Segmented, Sheet, Switch } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import { Backups } from './backups.tsx'
import { IngestSettings } from './ingest-settings.tsx'
import { Line } from './line.tsx'
import { VersionSettings } from './versions-settings.tsx'
import './settings.css'

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** The sheet. */
export function SettingsSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const {
    settings,
    info,
    view,
    actions,
    connection: { client },
  } = useLibrary()
  const { data } = useResource(settings)
  const about = useResource(info).data
  const theme = useView((state) => state.theme)
  const set = (changes: Partial<Settings>): void => {
    void actions.run(() => client.settings.set({ opId: newId(), changes })).then(() => settings.refresh())
  }
  return (
    <Sheet open={open} size="medium" title="Settings" onClose={onClose}>
      <div className="settings">
        <Line label="Your name" hint="Written on notes and versions">
          <Editable
            label="Your name"
            className="field settings-text"
            value={data?.author ?? ''}
            placeholder="Name"
            onSave={(author) => set({ author })}
          />
        </Line>
        <Line label="A shooting day begins at" hint="A clip shot at 02:00 belongs to the day before">
          <select
            className="field"
            aria-label="A shooting day begins at"
            value={data?.dayStartHour ?? 4}
            onChange={(event) => set({ dayStartHour: Number(event.target.value) })}
          >
            {HOURS.map((hour) => (
              <option key={hour} value={hour}>
                {String(hour).padStart(2, '0')}:00
              </option>
            ))}
          </select>
        </Line>
        <Line label="Disks before a card is safe to format" hint="Different physical disks that hold a verified copy">
          <Segmented
            label="Disks"
            value={String(data?.requiredDevices ?? 2)}
            onChange={(value) => set({ requiredDevices: Number(value) })}
            choices={['1', '2', '3', '4'].map((value) => ({ value, label: value }))}
          />
        </Line>
        <Line
          label="Tell when a card is done"
          hint="The address of an ntfy topic for your phone, or of a webhook. It hears the card’s name and the verdict, no paths"
        >
          <Editable
            label="Address for notices"
            className="field settings-text"
            value={data?.notifyUrl ?? ''}
            placeholder="https://ntfy.sh/…"
            onSave={(notifyUrl) => set({ notifyUrl: notifyUrl.trim() })}
          />
          <Segmented
            label="Form of notices"
            value={data?.notifyForm ?? 'ntfy'}
            onChange={(notifyForm) => set({ notifyForm })}
            choices={[
              { value: 'ntfy', label: 'ntfy' },
              { value: 'json', label: 'JSON' },
            ]}
          />
        </Line>
        <Line label="Make proxies of new media" hint="Poster, filmstrip, waveform and review proxy">
          <Switch
            label="Make proxies of new media"
            on={data?.makeProxies ?? true}
            onChange={(makeProxies) => set({ makeProxies })}
          />
        </Line>
        {data !== null && <IngestSettings settings={data} set={set} />}
        <Line label="Look" hint="Dark is made for the suite">
          <Segmented
            label="Look"
            value={theme}
            onChange={(next) => view.keep({ theme: next })}
            choices={[
              { value: 'auto', label: 'As the system' },
              { value: 'dark', label: 'Dark' },
              { value: 'light', label: 'Light' },
            ]}
          />
        </Line>
        {data !== null && <VersionSettings settings={data} set={set} />}
        <Line
          label="Work with devices nearby"
          hint="Computers of this library on the same network take changes from each other at once, also without the internet; only they can read them"
        >
          <Switch label="Work with devices nearby" on={data?.nearby ?? false} onChange={(nearby) => set({ nearby })} />
        </Line>
        <Backups />
        {about !== null && (
          <p className="settings-about selectable">
            {about.libraryName} at <span className="mono">{about.libraryPath}</span>
            <br />
            Rushes {about.version}, engine process {about.pid}, Node {about.node.replace(/^v/, '')}
          </p>
        )}
      </div>
    </Sheet>
  )
}
