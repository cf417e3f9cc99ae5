/**
 * The keys at a glance.
 */
import { Keys, Sheet } from '../ui/index.ts'
import type { Command } from './commands.ts'
import './palette.css'

/** What moves the selection is no command, but belongs to the overview. */
const MOVING = [
  ['Move in two dimensions', 'ArrowUp'],
  ['Extend', 'Shift+ArrowDown'],
  ['First', 'Home'],
  ['Last', 'End'],
  ['Edit the name in the list', 'F2'],
] as const

/** All commands that have a key, by group. */
export function KeysSheet({
  commands,
  open,
  onClose,
}: {
  readonly commands: readonly Command[]
  readonly open: boolean
  readonly onClose: () => void
}) {
  const groups = [...new Set(commands.map((command) => command.group))]
  return (
    <Sheet open={open} size="medium" title="Keys" onClose={onClose}>
      <div className="keys-sheet">
        {groups.map((group) => {
          const keyed = commands.filter(
            (command) => command.group === group && command.keys.length > 0 && !command.id.startsWith('clip.stars.'),
          )
          return keyed.length === 0 ? null : (
            <section key={group} className="keys-group">
              <h3>{group}</h3>
              {group === 'Clips' && (
                <div className="keys-line">
                  <span>Stars; 0 clears them</span>
                  <span className="keys">
                    <kbd>1</kbd>–<kbd>5</kbd>
                  </span>
                </div>
              )}
              {keyed.map((command) => (
                <div key={command.id} className="keys-line">
                  <span>{command.title}</span>
                  <Keys keys={command.keys[0]!} />
                </div>
              ))}
              {group === 'Clips' &&
                MOVING.map(([title, keys]) => (
                  <div key={title} className="keys-line">
                    <span>{title}</span>
                    <Keys keys={keys} />
                  </div>
                ))}
            </section>
          )
        })}
      </div>
    </Sheet>
  )
}
