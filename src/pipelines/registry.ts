/** All pipelines, in the order in which help shows them; adding one is a line here. */
import { answer } from './answer/answer.ts'
import { chat } from './chat.ts'
import { classify } from './classify.ts'
import { minutes } from './minutes/minutes.ts'
import type { Pipeline } from './pipeline.ts'
import { summarize } from './summarize/summarize.ts'
import { translate } from './translate/translate.ts'
import { write } from './write.ts'

export const pipelines: readonly Pipeline[] = [
  answer,
  summarize,
  minutes,
  translate,
  classify,
  write,
  chat,
] as unknown as readonly Pipeline[]
