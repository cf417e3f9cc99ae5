/** What a command's action leaves behind for the process: its exit code. */
export type SetExit = (code: number) => void
