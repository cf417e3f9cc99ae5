/** Long work. */
export { ActivityButton } from './activity-panel.tsx'
export { failedOf, jobsLine, tasksLine } from './jobs.ts'
