/**
 * Roles and what they may do, and how a caller is told that it may not.
 */
import { describe, expect, it } from 'vitest'
import { RIGHTS } from '../../../shared/model/rights.ts'
import { refusal } from '../../../electron/engine/auth/check.ts'
import { authorOf, DESKTOP_APP, LOCAL_PERSON, rightsOf } from '../../../electron/engine/auth/principal.ts'
import { callerWith } from '../../helpers/callers.ts'

describe('roles', () => {
  it('each hold what the smaller ones hold', () => {
    expect(rightsOf('view')).toEqual(['view'])
    expect(rightsOf('review')).toEqual(['view', 'review'])
    expect(rightsOf('edit')).toEqual(['view', 'review', 'edit'])
    expect(rightsOf('admin')).toEqual(['view', 'review', 'edit', 'admin'])
    expect(rightsOf()).toEqual([])
  })

  it('keep the shell apart: it holds nothing else, and an admin does not hold it', () => {
    expect(rightsOf('shell')).toEqual(['shell'])
    expect(LOCAL_PERSON.rights).not.toContain('shell')
    expect(DESKTOP_APP.rights.toSorted()).toEqual(RIGHTS.toSorted())
  })
})

describe('a refusal', () => {
  it.each(RIGHTS)('for want of “%s” names the right, and says what to do', (right) => {
    const error = refusal(callerWith('nobody'), { kind: 'query', right }, {}, 'a.b')
    expect(error).toMatchObject({ code: 'forbidden', exit: 1, details: { procedure: 'a.b', right } })
    expect(error?.message).toMatch(/^You may not .+\.$/)
    expect(refusal(DESKTOP_APP, { kind: 'query', right }, {}, 'a.b')).toBeNull()
  })

  it('is everyone’s where no right is declared', () => {
    expect(refusal(DESKTOP_APP, {}, {}, 'a.b')).toMatchObject({ code: 'forbidden' })
  })
})

describe('an author', () => {
  it('is the caller; the settings name the person of this computer alone', () => {
    expect(authorOf(callerWith('Guest', 'review'), 'Ines')).toBe('Guest')
    expect(authorOf(LOCAL_PERSON, 'Ines')).toBe('Ines')
    expect(authorOf(DESKTOP_APP, 'Ines')).toBe('Ines')
  })
})
