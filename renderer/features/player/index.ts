/** The player. */
export { createPlayer, type Player as PlayerControls } from './player-store.ts'
export { Player, toggleFull } from './player.tsx'
