/**
 * Small controls: a switch between views, a slider, a check, a bar of progress.
 */
// A bar with two fillings has no element of its own in HTML.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { Slider as RadixSlider, Switch as RadixSwitch, ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cls } from './cls.ts'
import { Tip } from './tip.tsx'
import './controls.css'

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly keys?: string
  readonly icon?: ReactNode
}

/** One of a few, all in sight. Choices with an icon show it alone and carry their label as a tip. */
export function Segmented<T extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
}) {
  return (
    <ToggleGroup.Root
      type="single"
      className="segmented"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        if (next !== '') onChange(next as T)
      }}
    >
      {choices.map((choice) => {
        const item = (
          <ToggleGroup.Item
            key={choice.value}
            value={choice.value}
            aria-label={choice.label}
            className={cls('segment', choice.icon !== undefined && 'segment-icon')}
          >
            {choice.icon ?? choice.label}
          </ToggleGroup.Item>
        )
        return choice.icon === undefined ? (
          item
        ) : (
          <Tip key={choice.value} label={choice.label} keys={choice.keys}>
            {item}
          </Tip>
        )
      })}
    </ToggleGroup.Root>
  )
}

/** A slider with whole steps. */
export function Slider({
  label,
  min,
  max,
  step,
  value,
  onChange,
}: {
  readonly label: string
  readonly min: number
  readonly max: number
  readonly step: number
  readonly value: number
  readonly onChange: (value: number) => void
}) {
  return (
    <RadixSlider.Root
      className="slider"
      min={min}
      max={max}
      step={step}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next)
      }}
    >
      <RadixSlider.Track className="slider-track">
        <RadixSlider.Range className="slider-range" />
      </RadixSlider.Track>
      <RadixSlider.Thumb className="slider-thumb" aria-label={label} />
    </RadixSlider.Root>
  )
}

/** On or off, at once. */
export function Switch({
  label,
  on,
  onChange,
}: {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}) {
  return (
    <RadixSwitch.Root className="switch" aria-label={label} checked={on} onCheckedChange={onChange}>
      <RadixSwitch.Thumb className="switch-thumb" />
    </RadixSwitch.Root>
  )
}

/** Progress from 0 to 1; `second` is what lags behind (verified behind copied). */
export function Bar({
  label,
  share,
  second,
  look = 'accent',
}: {
  readonly label: string
  readonly share: number
  readonly second?: number | undefined
  readonly look?: 'accent' | 'verified' | 'failure' | 'parked'
}) {
  const width = (value: number): string => `${Math.max(0, Math.min(1, value)) * 100}%`
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor((second ?? share) * 100)}
    >
      <div
        className={cls('bar-fill', second === undefined ? `bar-${look}` : 'bar-behind')}
        style={{ width: width(share) }}
      />
      {second !== undefined && <div className={cls('bar-fill', `bar-${look}`)} style={{ width: width(second) }} />}
    </div>
  )
}
