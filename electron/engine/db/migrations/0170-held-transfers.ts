/**
 * What can't be sent now, and why, is asked for whenever a remote's state is shown: without going through the whole
 * outbox.
 */
export const heldTransfers = {
  number: 170,
  name: 'held transfers',
  sql: `
CREATE INDEX transfer_held ON transfer (remote_id, note) WHERE note IS NOT NULL AND state IN ('waiting', 'failed');
`,
} as const
