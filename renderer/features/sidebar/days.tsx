/**
 * The shooting days: a press shows a day's clips, its menu writes its report.
 */
import { CalendarDays, Ellipsis, Hash } from 'lucide-react'
import { useState } from 'react'
import type { Outline } from '../../../shared/contract/assets.ts'
import { ContextArea, IconButton, Menu, useNow, type MenuItem } from '../../ui/index.ts'
import { dayText } from '../../ui/words.ts'
import { reportItems, useLibrary, useReports } from '../library/index.ts'
import { DayNumberSheet } from './day-number-sheet.tsx'
import { Group, Item } from './item.tsx'

/** The group in the sidebar; `query` is the search that is shown. */
export function Days({ days, query }: { readonly days: Outline['days']; readonly query: string | null }) {
  const { view } = useLibrary()
  const reports = useReports()
  const now = useNow()
  const [asked, setAsked] = useState<string | null>(null)
  return (
    <Group label="Days">
      {days.map(({ day, number, count }) => {
        const search = `day:${day ?? 'none'}`
        const selected = query === search
        const date = day === null ? 'No date' : dayText(day, now)
        const label = number === null ? date : `Day ${number}`
        const line = (
          <Item
            label={label}
            icon={<CalendarDays size={14} />}
            count={count}
            selected={selected}
            aside={number === null ? undefined : <span className="side-aside">{date}</span>}
            onPress={() => view.search(search, number === null ? date : `${label}, ${date}`)}
          />
        )
        if (day === null) return <div key={search}>{line}</div>
        const items: MenuItem[] = [
          { type: 'heading', id: 'of', label: number === null ? label : `${label}, ${date}` },
          ...reportItems((kind) => reports.day(day, kind)),
          { type: 'line', id: 'numbers' },
          {
            type: 'item',
            id: 'number',
            label: 'Set the day number …',
            icon: <Hash size={14} />,
            run: () => setAsked(day),
          },
        ]
        return (
          <ContextArea key={search} items={items}>
            <div className="side-with-menu">
              {line}
              <Menu align="end" items={items}>
                {/* Tab passes from day to day; only the one that is shown has a further stop. */}
                <IconButton
                  className="side-menu"
                  label={`Report and number of ${label}`}
                  icon={<Ellipsis size={14} />}
                  tabIndex={selected ? 0 : -1}
                />
              </Menu>
            </div>
          </ContextArea>
        )
      })}
      {asked !== null && <DayNumberSheet day={asked} onClose={() => setAsked(null)} />}
    </Group>
  )
}
