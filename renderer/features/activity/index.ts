/** Long work. */
export { ActivityButton } from './activity-panel.tsx'
export { jobsLine } from './jobs.ts'
