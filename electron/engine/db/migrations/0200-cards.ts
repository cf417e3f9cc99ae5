/**
 * Which volumes are or were a camera's card, and which take copies: what lies on a card is the original and no copy of
 * it, in the reader and out of it.
 */
export const cards = {
  number: 200,
  name: 'cards',
  sql: `
-- 1 from the moment at which the volume looks like a card; 0 again when it turns out to take copies. Stays when the card is emptied.
ALTER TABLE volume ADD COLUMN was_card INTEGER NOT NULL DEFAULT 0;
-- 1 once an offload wrote copies there: it is no card, whatever its folders look like.
ALTER TABLE volume ADD COLUMN takes_copies INTEGER NOT NULL DEFAULT 0;
-- \`was_card\` as the copies of assets were last counted with it, -1 while they are counted; another value: they are counted anew in the background.
ALTER TABLE volume ADD COLUMN counted_card INTEGER NOT NULL DEFAULT 0;
UPDATE volume SET was_card = 1 WHERE card IS NOT NULL OR last_card IS NOT NULL;
UPDATE volume SET takes_copies = 1 WHERE was_card = 0 AND kind <> 'card' AND EXISTS (
  SELECT 1 FROM file f WHERE f.volume_id = volume.id AND f.root_id IS NULL AND f.verification IN ('verified', 'copied'));
`,
} as const
