/**
 * The palette: every action by its name.
 */
import { Command as Cmd } from 'cmdk'
import { Keys } from '../ui/index.ts'
import type { Command } from './commands.ts'
import './palette.css'

/** Runs the chosen one after it has closed, so that focus is back where it was. */
export function Palette({
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
    <Cmd.Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      label="All commands"
      className="palette"
      overlayClassName="sheet-scrim"
      contentClassName="palette-box"
    >
      <Cmd.Input className="palette-input" placeholder="What to do" />
      <Cmd.List className="palette-list">
        <Cmd.Empty className="palette-none">No command matches.</Cmd.Empty>
        {groups.map((group) => (
          <Cmd.Group key={group} heading={group} className="palette-group">
            {commands
              .filter((command) => command.group === group)
              .map((command) => (
                <Cmd.Item
                  key={command.id}
                  value={`${command.title} ${command.id}`}
                  className="palette-item"
                  onSelect={() => {
                    onClose()
                    requestAnimationFrame(() => command.run())
                  }}
                >
                  {command.title}
                  {command.keys[0] !== undefined && <Keys keys={command.keys[0]} />}
                </Cmd.Item>
              ))}
          </Cmd.Group>
        ))}
      </Cmd.List>
    </Cmd.Dialog>
  )
}
