/** A language model that is opened by the first request: for work that seldom needs one. */
import type { LanguageModel, ModelInfo } from './language-model.ts'

/**
 * @param open called by every request: gives the same model each time; whoever opens it closes it
 * @param info what is said of the model before it is open
 */
export function createLazyModel(open: () => Promise<LanguageModel>, info: ModelInfo): LanguageModel {
  return {
    info,
    count: async text => (await open()).count(text),
    countPrompt: async messages => (await open()).countPrompt(messages),
    async *generate(request) {
      yield* (await open()).generate(request)
    },
    score: async request => (await open()).score(request),
    weigh: async request => (await open()).weigh(request),
    close: async () => {},
  }
}
