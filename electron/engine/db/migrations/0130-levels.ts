/** What was proven of each copy of an offload. Until now there was one level: what was settled had been read back. */
export const levels = {
  number: 130,
  name: 'levels',
  sql: `
ALTER TABLE offload_copy ADD COLUMN level TEXT;
UPDATE offload_copy SET level = 'full' WHERE state IN ('verified', 'conflict');
`,
} as const
