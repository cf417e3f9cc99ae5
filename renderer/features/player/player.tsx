/**
 * The player: the picture, then the scrubber, then the time.
 */
import {
  Ban,
  ChevronLeft,
  CircleDot,
  Columns2,
  ImageDown,
  Maximize,
  MessageSquarePlus,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  StepBack,
  StepForward,
  Volume2,
  VolumeX,
} from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { AssetDetail } from '../../../shared/model/asset.ts'
import { useResource } from '../../api/index.ts'
import { Button, IconButton, Stars } from '../../ui/index.ts'
import { wholeText } from '../../ui/words.ts'
import { frameLabel, frameMayBeOff, frameNumber, slateText, useLibrary, useLookFirst } from '../library/index.ts'
import type { Player as PlayerControls } from './player-store.ts'
import { goTo, type GoTo } from './go-to.ts'
import { canDrawLooks } from './look/look-canvas.tsx'
import { hasLook } from './look/picture-way.ts'
import { NoteLine } from './note-line.tsx'
import { Scrubber } from './scrubber.tsx'
import { SoundButton, useSoundChoice } from './sound-choice.tsx'
import { Stage } from './stage.tsx'
import { StillSheet } from './still-sheet.tsx'
import { SyncedSound } from './synced-sound.tsx'
import { GoToField } from './view/go-to-field.tsx'
import { ViewMenu } from './view/view-menu.tsx'
import './player.css'

/** `onLeave` goes back to the clips, `onStep` to the clip before or after. */
export function Player({
  id,
  player,
  onLeave,
  onStep,
}: {
  readonly id: string
  readonly player: PlayerControls
  readonly onLeave: () => void
  readonly onStep: (by: 1 | -1) => void
}) {
  const { detail, actions, pages, compare, platform } = useLibrary()
  const comparing = useStore(compare.store, ({ mode }) => mode === 'split')
  const { data, error } = useResource(detail(id))
  const live = useStore(pages.store, () => pages.find(id)?.row)
  const { frame, speed, draft, range } = useStore(player.store)
  const [measured, setMeasured] = useState(1)
  const [muted, setMuted] = useState(false)
  useLookFirst(data?.work === 'waiting' ? [id] : [])
  const [media, setMedia] = useState<HTMLVideoElement | null>(null)
  const sounds = useSoundChoice(id, data?.kind ?? null)
  const room = useRef<HTMLDivElement>(null)
  const takeFrames = useCallback((count: number) => setMeasured(count), [])
  useEffect(() => {
    room.current?.focus()
  }, [])
  const frames = data?.durationFrames ?? measured
  const row = live ?? data
  const sound = data?.kind === 'audio'
  const playable = data !== null && data.derivatives.proxy !== null
  // A clip that could not be opened has no time to show.
  const timed = playable || (data?.durationFrames ?? 0) > 0
  const find = (text: string): GoTo =>
    goTo(text, {
      rate: data === null || frameMayBeOff(data) ? null : data.rate,
      start: data?.startFrame ?? 0,
      dropFrame: data?.dropFrame ?? false,
      frames,
      now: frame,
    })
  const label = (at: number): string =>
    data === null ? '' : frameMayBeOff(data) ? 'Frame may be off' : frameLabel(data, at)
  return (
    <div ref={room} className="player dark-room" tabIndex={-1} data-autofocus>
      <header className="player-head">
        <IconButton label="Back to the clips" keys="Escape" icon={<ChevronLeft size={16} />} onClick={onLeave} />
        <h1 className="player-name cut">{row?.name ?? ''}</h1>
        {row !== null && slateText(row) !== '' && <span className="player-slate">{slateText(row)}</span>}
        <span className="player-gap" />
        {(range.from !== null || range.to !== null) && (
          <button
            type="button"
            className="player-range mono"
            title="Clear in and out"
            onClick={() => player.clearRange()}
          >
            {label(range.from ?? 0)} – {label(range.to ?? frames - 1)}
            <span className="player-of">{wholeText((range.to ?? frames - 1) - (range.from ?? 0) + 1)} f</span>
          </button>
        )}
        <IconButton label="Clip before" keys="[" icon={<SkipBack size={15} />} onClick={() => onStep(-1)} />
        <IconButton label="Clip after" keys="]" icon={<SkipForward size={15} />} onClick={() => onStep(1)} />
      </header>
      <div className="stage">
        {data !== null && (
          <Stage
            key={id}
            detail={data}
            player={player}
            muted={muted || sounds.chosen !== null}
            onFrames={takeFrames}
            onMedia={setMedia}
          />
        )}
        {sounds.chosen?.sound.proxy != null && data !== null && data.rate !== null && (
          <SyncedSound
            key={sounds.chosen.sound.assetId}
            picture={media}
            url={platform.mediaUrl(sounds.chosen.sound.proxy)}
            name={sounds.chosen.sound.name}
            place={sounds.chosen.place}
            rate={data.rate}
            muted={muted}
          />
        )}
        {data === null && error !== null && (
          <p className="stage-words" role="alert">
            {error.message}
          </p>
        )}
        {sound && playable && (
          <Scrubber
            player={player}
            frames={frames}
            waveform={data.derivatives.waveform}
            notes={[]}
            large
            label={label}
            key={data.derivatives.waveform}
          />
        )}
        {Math.abs(speed) > 1 || speed < 0 ? (
          <span key={speed} className="player-speed mono" aria-live="polite">
            {speed < 0 ? '◀◀' : '▶▶'} {Math.abs(speed)}×
          </span>
        ) : null}
      </div>
      {data !== null && timed && !sound && <StillSheet detail={data} player={player} label={label} />}
      {data !== null && !['video', 'audio', 'sequence'].includes(data.kind) ? null : (
        <div className="player-foot">
          {draft !== null && data !== null && (
            <NoteLine
              player={player}
              assetId={id}
              frame={data.rate === null ? null : frame}
              label={label(frame)}
              draft={draft}
            />
          )}
          {timed && (
            <Scrubber
              key={data?.derivatives.waveform}
              player={player}
              frames={frames}
              waveform={data?.derivatives.waveform ?? null}
              notes={data?.noteList ?? []}
              large={false}
              label={label}
            />
          )}
          <div className="player-bar">
            <div className="player-time">
              {timed && <GoToField player={player} label={label(frame)} find={(text) => find(text)} />}
              {timed && (
                <span className="player-frames">
                  <FrameCount data={data} frame={frame} frames={frames} />
                </span>
              )}
            </div>
            <div className="player-keys">
              <IconButton
                label="Frame back"
                keys="ArrowLeft"
                disabled={!playable}
                icon={<StepBack size={16} />}
                onClick={() => player.transport?.step(-1)}
              />
              <IconButton
                className="player-play"
                label={speed === 0 ? 'Play' : 'Stop'}
                keys="Space"
                disabled={!playable}
                icon={speed === 0 ? <Play size={18} fill="currentColor" /> : <Pause size={18} fill="currentColor" />}
                onClick={() => player.toggle()}
              />
              <IconButton
                label="Frame on"
                keys="ArrowRight"
                disabled={!playable}
                icon={<StepForward size={16} />}
                onClick={() => player.transport?.step(1)}
              />
            </div>
            <div className="player-marks">
              {row !== null && (
                <>
                  <Stars value={row.rating} onChange={(rating) => void actions.set([id], { rating })} />
                  <IconButton
                    label={row.circled ? 'Not circled' : 'Circle the take'}
                    keys="G"
                    on={row.circled}
                    icon={<CircleDot size={15} />}
                    onClick={() => void actions.set([id], { circled: !row.circled })}
                  />
                  <IconButton
                    label={row.noGood ? 'Clear no good' : 'No good'}
                    keys="X"
                    on={row.noGood}
                    icon={<Ban size={15} />}
                    onClick={() => void actions.set([id], { noGood: !row.noGood })}
                  />
                </>
              )}
              {data !== null && playable && !sound && (
                <ViewMenu viewer={player.viewer} canExpose={canDrawLooks()} immersive={data.immersive} />
              )}
              {data !== null && playable && hasLook(data) && (
                <IconButton
                  label="Before and after"
                  keys="Shift+B"
                  on={comparing}
                  icon={<Columns2 size={15} />}
                  onClick={compare.toggle}
                />
              )}
              {data !== null && timed && !sound && (
                <IconButton
                  label="Save the frame"
                  keys="Shift+S"
                  icon={<ImageDown size={15} />}
                  onClick={() => player.askStill(true)}
                />
              )}
              <Button
                look="quiet"
                className="player-note"
                icon={<MessageSquarePlus size={15} />}
                onClick={() => player.write('')}
              >
                Note
              </Button>
              {data !== null && <SoundButton detail={data} choice={sounds} />}
              <IconButton
                label={muted ? 'Sound on' : 'Sound off'}
                icon={muted ? <VolumeX size={15} /> : <Volume2 size={15} />}
                onClick={() => setMuted(!muted)}
              />
              <IconButton
                label="Full screen"
                keys="F"
                icon={<Maximize size={15} />}
                onClick={() => void toggleFull(room.current)}
              />
            </div>
          </div>
        </div>
      )}
    </div>
  )
}

/** Which frame it is: of a sequence by the number in the name of its file, else counted from one. */
function FrameCount({
  data,
  frame,
  frames,
}: {
  readonly data: AssetDetail | null
  readonly frame: number
  readonly frames: number
}) {
  const number = data === null ? null : frameNumber(data, frame)
  const last = data === null ? null : frameNumber(data, frames - 1)
  return number === null ? (
    <>
      frame {wholeText(frame + 1)} <span className="player-of">of {wholeText(frames)}</span>
    </>
  ) : (
    <>
      frame {number} <span className="player-of">to {last}</span>
    </>
  )
}

/** Fills the screen with the player, or gives it back. */
export async function toggleFull(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) await document.exitFullscreen()
  else await element?.requestFullscreen()
}
