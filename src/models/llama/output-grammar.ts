/** Grammars that hold the output to a format: JSON after a schema, or one of some strings. */
import { type Llama, type LlamaGrammar, LlamaGrammarEvaluationState, type LlamaModel } from 'node-llama-cpp'
import type { OutputFormat } from '../language-model.ts'

/** Grammars kept by their format, as pipelines ask with the same few again and again. */
const MAX_GRAMMARS = 32

export interface OutputGrammars {
  /** A fresh state for one output. @throws Error where the format is none */
  stateFor(format: OutputFormat): Promise<LlamaGrammarEvaluationState>
}

export function createOutputGrammars(llama: Llama, model: LlamaModel): OutputGrammars {
  const grammars = new Map<string, LlamaGrammar>()
  return {
    async stateFor(format) {
      const key = JSON.stringify(format)
      let grammar = grammars.get(key)
      if (!grammar) {
        grammar =
          format.type === 'json'
            ? await llama.createGrammarForJsonSchema(
                format.schema as Parameters<Llama['createGrammarForJsonSchema']>[0],
              )
            : await llama.createGrammar({ grammar: formatChoiceGrammar(format.options) })
        if (grammars.size >= MAX_GRAMMARS) grammars.delete(grammars.keys().next().value!)
        grammars.set(key, grammar)
      }
      return new LlamaGrammarEvaluationState({ model, grammar })
    },
  }
}

/** GBNF of exactly one of the options. */
function formatChoiceGrammar(options: readonly string[]): string {
  return `root ::= ${options.map(formatLiteral).join(' | ')}\n`
}

function formatLiteral(text: string): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return `"${text.replace(/[\\"\n\r\t]/g, char => escapes[char]!)}"`
}

/** True once `text` can only be the whole output, so that no further token need be asked for. */
export function isFinished(text: string, format: OutputFormat): boolean {
  if (format.type === 'choice') {
    return format.options.includes(text) && !format.options.some(other => other !== text && other.startsWith(text))
  }
  if (!/[\]}"]\s*$/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
