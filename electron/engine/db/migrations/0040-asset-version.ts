/** From a content to its assets goes over the version: without this index each look-up reads the whole table. */
export const assetVersion = {
  number: 40,
  name: 'asset-version',
  sql: `
CREATE INDEX asset_version ON asset (version_id);
CREATE INDEX content_waiting ON content (created_at) WHERE probe_state = 'waiting' AND kind IN ('video', 'audio', 'still');
`,
} as const
