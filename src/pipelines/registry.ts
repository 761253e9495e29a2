/** All pipelines, in the order in which help shows them; adding one is a line here. */
import type { Pipeline } from './pipeline.ts'
import { translate } from './translate/translate.ts'

export const pipelines: readonly Pipeline[] = [translate] as unknown as readonly Pipeline[]
