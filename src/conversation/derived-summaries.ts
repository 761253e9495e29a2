/** Lets what was kept of summaries go with the messages it was made of. */
import type { SummaryCache } from '../store/summary-cache.ts'
import { type DerivedTexts, utteranceIdOf, utteranceIdPrefix } from './derived-texts.ts'

export function createDerivedSummaries(summaries: SummaryCache): DerivedTexts {
  return {
    forgetMessages: (channel, ids) => summaries.forget(ids.map(id => utteranceIdOf(channel, id))),
    forgetChannel: channel => summaries.forgetBeginning(utteranceIdPrefix(channel)),
  }
}
