/**
 * One past offload: what, when, where to, and what became of it.
 */
import { Ellipsis, Play, Search, Stamp } from 'lucide-react'
import { canResume, destinationName } from '../../../shared/copies/offload.ts'
import type { PastOffload } from '../../../shared/model/offload-history.ts'
import { cls, ContextArea, IconButton, Mark, Menu, type MenuItem } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { reportItems } from '../library/index.ts'
import { ResumeButton } from '../offload/index.ts'
import { clipsQuery, destinationsNote, destinationTold, tookText, verdictNote, verdictWord } from './past-words.ts'
import type { PastActions } from './use-past-actions.ts'

/** About as tall as most rows are, px: those that were not drawn yet count with it. */
export const ROW_HEIGHT = 56

/** The row; `top` is where it stands in the list, px. */
export function PastRow({
  past,
  index,
  top,
  now,
  actions,
  onStep,
}: {
  readonly past: PastOffload
  readonly index: number
  readonly top: number
  readonly now: Date
  readonly actions: PastActions
  readonly onStep: (by: number) => void
}) {
  const verdict = verdictWord(past)
  const query = clipsQuery(past)
  const stands = canResume(past)
  const items: MenuItem[] = [
    { type: 'item', id: 'show', label: 'Show the offload', icon: <Stamp size={14} />, run: () => actions.show(past) },
    ...(stands
      ? [
          {
            type: 'item',
            id: 'resume',
            label: 'Resume',
            icon: <Play size={14} />,
            run: () => actions.resume(past),
          } as const,
        ]
      : []),
    {
      type: 'item',
      id: 'clips',
      label: 'Its clips',
      icon: <Search size={14} />,
      disabled: query === null,
      run: () => {
        if (query !== null) actions.clips(past, query)
      },
    },
    { type: 'line', id: 'a' },
    ...reportItems((kind) => actions.report(past, kind)),
  ]
  return (
    <ContextArea items={items}>
      <li
        className={cls('past', stands && 'is-standing')}
        style={{ top }}
        aria-label={past.name}
        data-index={index}
        data-row={past.id}
      >
        <div className="past-what">
          <button
            type="button"
            className="past-name"
            title={past.sources.join(' · ')}
            onClick={() => actions.show(past)}
            onKeyDown={(event) => {
              const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
              if (by === 0) return
              event.preventDefault()
              event.stopPropagation()
              onStep(by)
            }}
          >
            {past.name}
          </button>
          <p className="past-dim" title={past.rolls.join(', ')}>
            {[bytesText(past.bytes), countText(past.files, 'file'), rollsText(past)].filter(Boolean).join(' · ')}
          </p>
        </div>
        <div className="past-when">
          <p>{momentText(past.startedAt, now)}</p>
          <p className="past-dim">{tookText(past)}</p>
        </div>
        <div className="past-where">
          <p className="past-places">
            {past.destinations.map((one) => {
              const told = destinationTold(one, past)
              return (
                <span key={one.target} className="past-place" title={`${one.target}\n${one.volumeLabel}: ${told.text}`}>
                  {told.mark !== null && <Mark name={told.mark} size={12} />}
                  <span>{destinationName(one)}</span>
                </span>
              )
            })}
          </p>
          <p className="past-dim">{destinationsNote(past)}</p>
        </div>
        <div className="past-verdict">
          <p className={cls('past-word', verdict.mark !== null && `is-${verdict.mark}`)}>
            {verdict.mark !== null && <Mark name={verdict.mark} size={13} />}
            <span>{verdict.text}</span>
          </p>
          <p className="past-dim">{verdictNote(past)}</p>
        </div>
        <div className="past-do">
          {stands && <ResumeButton offload={past} short />}
          <Menu align="end" items={items}>
            <IconButton label={`What to do with ${past.name}`} icon={<Ellipsis size={16} />} />
          </Menu>
        </div>
      </li>
    </ContextArea>
  )
}

/** Rolls by name where the offload is not called like its only one. */
function rollsText({ rolls, name }: PastOffload): string {
  if (rolls.length === 0 || (rolls.length === 1 && rolls[0] === name)) return ''
  return rolls.length <= 3 ? rolls.join(', ') : countText(rolls.length, 'roll')
}
