/**
 * Edit proxies: their formats, what is planned, and what each editing system will say to one.
 */
import { z } from 'zod'

export const EDIT_FORMATS = ['prores-proxy', 'dnxhr-lb', 'dnxhr-lb-mxf', 'h264-intra'] as const
export type EditFormat = (typeof EDIT_FORMATS)[number]

/** Editing systems that a verdict is given for. */
export const EDITORS = ['resolve', 'premiere', 'final-cut', 'avid'] as const
export type Editor = (typeof EDITORS)[number]

/** Whether an editing system links a proxy to its original, and the reasons where it does not. */
export const linkVerdictSchema = z.object({
  editor: z.enum(EDITORS),
  links: z.boolean(),
  /** Sentences; empty where it links. */
  why: z.array(z.string()),
})
export type LinkVerdict = z.infer<typeof linkVerdictSchema>
