/** Finding copies that went bad, and those that were verified longest ago on a drive. */
export const care = {
  number: 134,
  name: 'care',
  sql: `
CREATE INDEX file_failed ON file (volume_id, path) WHERE verification = 'failed';
CREATE INDEX file_verified ON file (volume_id, verified_at) WHERE verification = 'verified';
`,
} as const
