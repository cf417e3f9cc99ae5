/** What a copy of an offload was made from, and the queue of offloads. */
export const offloadQueue = {
  number: 140,
  name: 'offload-queue',
  sql: `
-- The destination whose verified copy this one was made from; null: the card, or it stood there already.
ALTER TABLE offload_copy ADD COLUMN copied_from INTEGER;

-- Offloads that wait for their turn, run, or were paused by a person. Higher priorities go first, then lower places.
CREATE TABLE offload_queue (
  offload_id TEXT PRIMARY KEY REFERENCES offload(id),
  priority INTEGER NOT NULL DEFAULT 0,
  place INTEGER NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
`,
} as const
