/**
 * Sound sync of a shooting day: its pairs on the left, the one that is looked at on the right.
 */
import { AudioLines } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useStore } from 'zustand'
import type { SoundPair } from '../../../shared/model/sound-sync.ts'
import { createResource, useResource } from '../../api/index.ts'
import { Button, Empty } from '../../ui/index.ts'
import { countText, percentText } from '../../ui/words.ts'
import { shownDay, useActivity, useLibrary } from '../library/index.ts'
import { PairDetail } from './pair-detail.tsx'
import { PairList } from './pair-list.tsx'
import { createSoundStore, draftOf, frameSamples, keyOf } from './sound-store.ts'
import { Unpaired } from './unpaired.tsx'
import { provenOf, useDecisions } from './use-decisions.ts'
import './sound-sync.css'

/** Clips and sounds of no known day. */
const NO_DAY = 'none'

/** The middle of the window. */
export function SoundView() {
  const {
    connection: { client },
    freshness,
    outline,
    view,
  } = useLibrary()
  const days = useResource(outline).data?.days ?? []
  const [day, setDay] = useState<string | null>(() => shownDay(view.store.getState().query))
  const newest =
    days
      .flatMap((one) => (one.day === null ? [] : [one.day]))
      .toSorted()
      .at(-1) ?? null
  const shown = day ?? newest ?? (days.length > 0 ? NO_DAY : null)
  const query = shown === null ? '' : `day:${shown}`
  const resource = useMemo(
    () => createResource(freshness, ['assets', 'jobs'], () => client.soundSync.list({ query })),
    [client, freshness, query],
  )
  const { data, error } = useResource(resource)
  const decisions = useDecisions()
  const job = useActivity((now) => now?.runningJobs.find(({ kind }) => kind === 'sound-sync') ?? null)
  const pairs = data?.pairs ?? []
  const proven = provenOf(pairs).length
  const compare = (look: 'primary' | 'plain') => (
    <Button look={look} disabled={job !== null} onClick={() => void decisions.compare(query)}>
      Compare clips and sound
    </Button>
  )
  return (
    <main className="clips" aria-label="Sound sync">
      <div className="clips-head sound-head">
        <h1 className="clips-title cut">Sound sync</h1>
        <select
          className="field sound-day"
          aria-label="Shooting day"
          value={shown ?? ''}
          onChange={(event) => setDay(event.target.value)}
        >
          {days.map((one) => (
            <option key={one.day ?? NO_DAY} value={one.day ?? NO_DAY}>
              {one.day ?? 'No day'}
            </option>
          ))}
        </select>
        <span className="clips-count cut">
          {data === null || data.clips === 0
            ? ''
            : `${countText(data.clips, 'clip')}, ${countText(data.sounds.length, 'sound')}`}
        </span>
        <span className="clips-gap" />
        {job !== null && <output className="sound-running">Comparing, {percentText(job.progress)}</output>}
        {proven > 0 && (
          <Button look="quiet" onClick={() => void decisions.acceptProven(pairs)}>
            Accept {countText(proven, 'proven pair')}
          </Button>
        )}
        {(pairs.length > 0 || (data !== null && data.compared > 0)) && compare('plain')}
      </div>
      {error !== null && data === null ? (
        <Empty icon={<AudioLines size={40} strokeWidth={1.1} />} title="The sound of this day can’t be shown">
          <p>{error.message}</p>
          <Button onClick={() => void resource.refresh()}>Try again</Button>
        </Empty>
      ) : data === null ? null : pairs.length === 0 && (data.clips === 0 || data.sounds.length === 0) ? (
        <Empty icon={<AudioLines size={40} strokeWidth={1.1} />} title="No sound was recorded apart on this day">
          <p>
            Offload the sound recordist’s card or watch its folder. Rushes then finds which take belongs to which clip,
            by timecode and by what both microphones heard.
          </p>
        </Empty>
      ) : pairs.length === 0 && data.compared === 0 ? (
        <Empty icon={<AudioLines size={40} strokeWidth={1.1} />} title="Clips and sound were not compared yet">
          <p>
            {countText(data.clips, 'clip')} and {countText(data.sounds.length, 'sound')} of this day. Comparing reads
            each once; nothing is joined until you accept it.
          </p>
          {compare('primary')}
        </Empty>
      ) : (
        <>
          {pairs.length === 0 && <output className="dim">{nothingFound(data)}</output>}
          <Pairs
            key={query}
            pairs={pairs}
            unpaired={data.unpaired}
            sounds={data.sounds}
            day={shown === NO_DAY ? null : shown}
          />
        </>
      )}
    </main>
  )
}

/** What is said where clips were compared and nothing came of it. */
function nothingFound({
  clips,
  compared,
  sounds,
}: {
  clips: number
  compared: number
  sounds: readonly unknown[]
}): string {
  const all = compared === clips ? countText(clips, 'clip') : `${compared} of ${countText(clips, 'clip')}`
  return `${all} compared with ${countText(sounds.length, 'sound')}: no sound could be proven. Set one by hand, or add the sound that is missing and compare again.`
}

function Pairs({
  pairs,
  unpaired,
  sounds,
  day,
}: {
  readonly pairs: readonly SoundPair[]
  readonly unpaired: readonly SoundPair['picture'][]
  readonly sounds: readonly SoundPair['picture'][]
  readonly day: string | null
}) {
  const { pages, view } = useLibrary()
  const decisions = useDecisions()
  const [store] = useState(createSoundStore)
  const { chosen, nudge, draft } = useStore(store)
  const room = useRef<HTMLDivElement>(null)
  const all = draft === null || pairs.some((pair) => keyOf(pair) === keyOf(draft)) ? pairs : [draft, ...pairs]
  const found = all.findIndex((pair) => keyOf(pair) === chosen)
  const at = found < 0 ? 0 : found
  const pair = all[at]
  const choose = (next: SoundPair | undefined): void => {
    if (next !== undefined) store.setState({ chosen: keyOf(next), nudge: 0 })
  }
  useEffect(() => {
    room.current?.focus()
  }, [])

  const kept = async (work: Promise<boolean>): Promise<void> => {
    if (await work) store.setState({ nudge: 0, draft: null })
  }
  const accept = (): void => {
    if (pair !== undefined) void kept(decisions.accept(pair, nudge))
  }
  const refuse = (): void => {
    if (pair !== undefined) void kept(decisions.refuse(pair))
  }
  const move = (samples: number): void => store.setState((now) => ({ nudge: now.nudge + samples }))
  const keys: Readonly<Record<string, () => void>> =
    pair === undefined
      ? {}
      : {
          ArrowDown: () => choose(all[at + 1]),
          ArrowUp: () => choose(all[at - 1]),
          ArrowLeft: () => move(Math.round(frameSamples(pair))),
          ArrowRight: () => move(-Math.round(frameSamples(pair))),
          'Shift+ArrowLeft': () => move(Math.round(frameSamples(pair) / 10)),
          'Shift+ArrowRight': () => move(-Math.round(frameSamples(pair) / 10)),
          a: accept,
          r: refuse,
        }
  const onKey = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const act = keys[`${event.shiftKey && event.key.length > 1 ? 'Shift+' : ''}${event.key}`]
    if (act === undefined) return
    event.preventDefault()
    event.nativeEvent.stopPropagation()
    act()
  }
  return (
    // The keys of the page; every one of them has a button, too.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={room} className="sound-room" tabIndex={-1} data-autofocus onKeyDown={onKey}>
      <div className="sound-side">
        <PairList pairs={all} chosen={pair === undefined ? null : keyOf(pair)} onChoose={choose} />
        <Unpaired
          clips={unpaired}
          sounds={sounds}
          onChoose={(clip, sound) => {
            const made = draftOf(clip, sound, { day, rate: pages.find(clip.assetId)?.row.rate ?? null, at: Date.now() })
            store.setState({ draft: made, chosen: keyOf(made), nudge: 0 })
          }}
        />
      </div>
      {pair !== undefined && (
        <PairDetail
          key={keyOf(pair)}
          pair={pair}
          nudge={nudge}
          actions={{ accept, refuse, move, play: () => view.search(`id:${pair.picture.assetId}`) }}
        />
      )}
    </div>
  )
}
