/** Long work. */
export { ActivityButton } from './activity-panel.tsx'
export { jobsLine, tasksLine } from './jobs.ts'
