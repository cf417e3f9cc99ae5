/**
 * Which columns are shown.
 */
import { Columns3 } from 'lucide-react'
import { IconButton, Menu } from '../../ui/index.ts'
import { useLibrary, useView } from '../library/index.ts'
import { COLUMNS, FIRST_COLUMNS } from './columns.tsx'

/** The button in the head of the list. */
export function ColumnsMenu() {
  const { view } = useLibrary()
  const chosen = useView((state) => state.columns) ?? FIRST_COLUMNS
  const toggle = (id: string): void =>
    view.keep({ columns: chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id] })
  return (
    <Menu
      align="end"
      items={[
        ...COLUMNS.filter((column) => column.id !== 'name').map((column) => ({
          type: 'item' as const,
          id: column.id,
          label: column.label,
          checked: chosen.includes(column.id),
          run: () => toggle(column.id),
        })),
        { type: 'line' as const, id: 'line' },
        {
          type: 'item' as const,
          id: 'reset',
          label: 'As at first',
          run: () => view.keep({ columns: null, columnWidths: {} }),
        },
      ]}
    >
      <IconButton label="Columns" icon={<Columns3 size={15} />} />
    </Menu>
  )
}
