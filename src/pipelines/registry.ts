/** All pipelines, in the order in which help shows them; adding one is a line here. */
import { answer } from './answer/answer.ts'
import type { Pipeline } from './pipeline.ts'
import { summarize } from './summarize/summarize.ts'
import { translate } from './translate/translate.ts'

export const pipelines: readonly Pipeline[] = [answer, summarize, translate] as unknown as readonly Pipeline[]
