/**
 * The window: the frame around the features.
 */
import { useCallback, useEffect, useMemo, type CSSProperties } from 'react'
import { useStore } from 'zustand'
import { useCardOffers } from '../features/drives/index.ts'
import { VerificationProvider, createVerification, RepairSheet } from '../features/verification/index.ts'
import { CopySheet, createCopyOut } from '../features/copy-out/index.ts'
import { createEditProxies, EditProxiesSheet } from '../features/edit-proxies/index.ts'
import { Inspector } from '../features/inspector/index.ts'
import {
  KeyHints,
  INSPECTOR,
  isPlace,
  LibraryProvider,
  SIDEBAR,
  useLibrary,
  useView,
  type Library,
  type PlaceActions,
} from '../features/library/index.ts'
import { createOffloadSheet, OffloadSheets, useResumeOffers } from '../features/offload/index.ts'
import { createPlayer, Player } from '../features/player/index.ts'
import { RelinkSheet } from '../features/relink/index.ts'
import { SettingsSheet } from '../features/settings/index.ts'
import { Sidebar } from '../features/sidebar/index.ts'
import { Splitter, TipProvider, ToastStack } from '../ui/index.ts'
import { Clips } from './clips.tsx'
import { SmartSheet } from '../features/collections/index.ts'
import { CollectSheet } from './collect-sheet.tsx'
import { createCommands } from './commands.ts'
import { ConnectionBar } from './connection-bar.tsx'
import { DropZone } from './drop-zone.tsx'
import type { Where } from './keymap.ts'
import { PLACES } from './features.tsx'
import { KeysSheet } from './keys-sheet.tsx'
import { Palette } from './palette.tsx'
import { PhoneBar } from './phone-bar.tsx'
import { createShell } from './shell-store.ts'
import { StatusBar } from './status-bar.tsx'
import { Toolbar } from './toolbar.tsx'
import { withBindings } from './key-bindings.ts'
import { useKeyboard } from './use-keyboard.ts'
import { useTheme } from './use-theme.ts'
import './app.css'

/** The whole window over a library. */
export function App({ library }: { readonly library: Library }) {
  return (
    <LibraryProvider value={library}>
      <TipProvider>
        <Frame />
      </TipProvider>
    </LibraryProvider>
  )
}

function Frame() {
  const library = useLibrary()
  const { view, toasts, platform } = library
  const parts = useMemo(() => {
    const player = createPlayer()
    const offload = createOffloadSheet(library)
    const shell = createShell(library, player)
    const verifier = createVerification(library)
    const proxies = createEditProxies(library)
    const copyOut = createCopyOut(library)
    const commands = createCommands({ library, player, offload, shell, verifier, proxies, copyOut })
    return { player, offload, shell, verifier, proxies, copyOut, commands }
  }, [library])
  const { player, offload, shell, verifier, proxies, copyOut, commands } = parts
  const asked = useStore(shell.store, (state) => state.asked)
  const playing = useStore(player.store, (state) => state.assetId)
  const { view: shown, sidebarOpen, sidebarWidth, inspectorOpen, inspectorWidth, theme } = useView((state) => state)
  const run = useCallback((id: string) => commands.find((command) => command.id === id)?.run(), [commands])
  const place = useCallback((): Where => {
    const { view: at } = view.store.getState()
    return isPlace(at) ? 'drives' : at === 'player' ? at : 'clips'
  }, [view])
  useTheme(theme)
  const bindings = useView((state) => state.keys)
  const bound = useMemo(() => withBindings(commands, bindings), [commands, bindings])
  const keyOf = useCallback((id: string) => bound.find((command) => command.id === id)?.keys[0], [bound])
  useKeyboard(bound, place)
  useEffect(
    () => platform.bridge?.keys(Object.fromEntries(bound.map(({ id, keys }) => [id, keys[0] ?? '']))),
    [platform, bound],
  )
  useEffect(() => platform.bridge?.onMenu(run), [platform, run])
  const play = useCallback((id: string) => shell.play(id), [shell])
  const seek = useCallback((id: string, frame: number) => shell.play(id, frame), [shell])
  const offloadFrom = useCallback(
    (path: string, preset?: string) => {
      shell.close()
      offload.begin([path], preset)
    },
    [shell, offload],
  )
  const actions = useMemo(
    (): PlaceActions => ({
      offloadFrom: (path, preset) => {
        if (path === undefined) offload.begin()
        else offloadFrom(path, preset)
      },
      showOffload: (one) => {
        offload.show(one)
      },
    }),
    [offload, offloadFrom],
  )
  useCardOffers(offloadFrom)
  useResumeOffers()
  const page = PLACES.find((one) => one.id === shown)
  const inPlayer = shown === 'player' && playing !== null
  return (
    <VerificationProvider value={verifier}>
      <KeyHints value={keyOf}>
        <div
          className="frame"
          data-view={shown}
          style={{ '--sidebar': `${sidebarWidth}px`, '--inspector': `${inspectorWidth}px` } as CSSProperties}
        >
          <Toolbar
            commands={commands}
            run={run}
            activityOpen={asked === 'activity'}
            onActivity={(open) => {
              if (open) shell.ask('activity')
              else shell.close()
            }}
            onOffload={(one) => offload.show(one)}
          />
          <ConnectionBar />
          <div className="body">
            {sidebarOpen && (
              <nav className="body-sidebar" aria-label="Library">
                <Sidebar places={PLACES} />
                <Splitter
                  label="Width of the sidebar"
                  side="left"
                  value={sidebarWidth}
                  {...SIDEBAR}
                  onChange={(width) => view.keep({ sidebarWidth: width })}
                />
              </nav>
            )}
            {inPlayer ? (
              <main className="clips" aria-label="Player">
                <Player
                  key={playing}
                  id={playing}
                  player={player}
                  onLeave={() => shell.leave()}
                  onStep={(by) => shell.step(by)}
                />
              </main>
            ) : page !== undefined ? (
              <page.Page actions={actions} />
            ) : (
              <Clips onPlay={play} run={run} />
            )}
            {inspectorOpen && !isPlace(shown) && (
              <aside className="body-inspector" aria-label="Inspector">
                <Splitter
                  label="Width of the inspector"
                  side="right"
                  value={inspectorWidth}
                  {...INSPECTOR}
                  onChange={(width) => view.keep({ inspectorWidth: width })}
                />
                <Inspector only={inPlayer ? playing : null} onSeek={seek} />
              </aside>
            )}
          </div>
          <PhoneBar />
          <StatusBar
            offload={offload}
            onActivity={() => shell.ask('activity')}
            onCloud={() => view.show('cloud')}
            onDrives={() => view.show('drives')}
          />
          <OffloadSheets sheet={offload} />
          <SettingsSheet open={asked === 'settings'} onClose={() => shell.close()} />
          <EditProxiesSheet proxies={proxies} />
          <CopySheet copyOut={copyOut} />
          <RelinkSheet open={asked === 'relink'} onClose={() => shell.close()} />
          <KeysSheet commands={bound} open={asked === 'keys'} onClose={() => shell.close()} />
          {asked === 'save-search' && (
            <SmartSheet of={null} query={view.store.getState().query} onClose={() => shell.close()} />
          )}
          <CollectSheet open={asked === 'collect'} onClose={() => shell.close()} />
          <Palette commands={bound} open={asked === 'palette'} onClose={() => shell.close()} />
          <ToastStack toasts={toasts} />
          <RepairSheet />
          <DropZone offload={offload} />
        </div>
      </KeyHints>
    </VerificationProvider>
  )
}
