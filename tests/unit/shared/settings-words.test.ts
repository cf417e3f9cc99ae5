import { ORPCError } from '@orpc/client'
import { expect, it } from 'vitest'
import { toRushesError } from '../../../shared/contract/client.ts'
import { SETTING_TAKES } from '../../../shared/model/settings-words.ts'
import { settingsSchema } from '../../../shared/model/work.ts'

it.each(Object.keys(settingsSchema.shape) as (keyof typeof SETTING_TAKES)[])(
  'a value that %s does not take is refused with a sentence',
  (name) => {
    const refused = settingsSchema.partial().safeParse({ [name]: { no: Symbol('value') } })
    const issues = refused.error!.issues.map(({ message, path }) => ({ message, path: ['changes', ...path] }))
    const error = toRushesError(new ORPCError('BAD_REQUEST', { data: { issues } }))
    expect(error.code).toBe('usage')
    expect(error.message).toBe(SETTING_TAKES[name])
  },
)
