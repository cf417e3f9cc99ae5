/**
 * The time of change of each file of a card when an offload planned it: a file that was overwritten since, with its date
 * put back, is another file.
 */
export const cardChangeTime = {
  number: 330,
  name: 'card-change-time',
  sql: `
-- Nanoseconds since 1970; null where the card's file system keeps none, and of offloads of earlier versions.
ALTER TABLE offload_file ADD COLUMN ctime_ns INTEGER;
`,
} as const
