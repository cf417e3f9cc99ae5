/**
 * When a derivative was last shown, so that a budget lets go of what nobody looks at.
 */
export const derivativeUse = {
  number: 370,
  name: 'derivative-use',
  sql: `
-- Milliseconds since 1970, to the hour; null where it was never shown since this version.
ALTER TABLE derivative ADD COLUMN used_at INTEGER;
`,
} as const
