/**
 * A field with its name, for sheets that ask for places and keys.
 */
import { useId, type InputHTMLAttributes } from 'react'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string
  readonly hint?: string
  readonly onText: (text: string) => void
}

/** The field. Secrets are typed as `password`, and are neither remembered nor spelled out by the browser. */
export function Field({ label, hint, onText, ...rest }: FieldProps) {
  const id = useId()
  return (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="asked-text"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onText(event.currentTarget.value)}
        {...rest}
      />
      {hint !== undefined && <p className="dim asked-hint">{hint}</p>}
    </div>
  )
}

/** Keys as they are typed; undefined when none were. */
export function keysOf(id: string, secret: string): { accessKeyId: string; secretAccessKey: string } | undefined {
  return id.trim() === '' || secret === '' ? undefined : { accessKeyId: id.trim(), secretAccessKey: secret }
}
