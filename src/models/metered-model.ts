/** Counts the tokens of everything that goes through a language model: one meter a request. */
import type { Generation, LanguageModel, ScoreRequest, Usage, WeighRequest } from './language-model.ts'

/**
 * @param model does the work
 * @returns the same model, metered, and the sum of what its calls used so far; closing the metered one leaves `model` open
 */
export function meterModel(model: LanguageModel): { model: LanguageModel; usage(): Usage } {
  const total: Usage = { prompt: 0, reused: 0, output: 0 }

  function metered<R extends Generation | ScoreRequest | WeighRequest>(request: R): R {
    return {
      ...request,
      onUsage(usage: Usage) {
        total.prompt += usage.prompt
        total.reused += usage.reused
        total.output += usage.output
        request.onUsage?.(usage)
      },
    }
  }

  return {
    model: {
      get info() {
        return model.info
      },
      count: text => model.count(text),
      countPrompt: messages => model.countPrompt(messages),
      generate: request => model.generate(metered(request)),
      score: request => model.score(metered(request)),
      weigh: request => model.weigh(metered(request)),
      close: async () => {},
    },
    usage: () => ({ ...total }),
  }
}
