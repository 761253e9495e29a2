/** The pipeline `chat`: conversation with the model as it is, without documents. */
import { z } from 'zod'
import { ParleyError } from '../errors.ts'
import chatFile from '../prompts/chat.json' with { type: 'json' }
import { parsePrompt, renderPrompt } from '../prompts/prompt.ts'
import { detectLanguage } from '../text/language.ts'
import type { Part, Pipeline, PipelineRequest, Services } from './pipeline.ts'

const parameters = z.object({
  text: z.string().trim().min(1).describe('What you want to say'),
})

export type ChatParameters = z.output<typeof parameters>

const prompt = parsePrompt(chatFile)
const MAX_TOKENS = 600
const TEMPERATURE = 0.6
const TOP_P = 0.9

export const chat: Pipeline<ChatParameters> = {
  name: 'chat',
  summary: 'Talk with the model, without documents',
  parameters: parameters as Pipeline<ChatParameters>['parameters'],
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  examples: {
    en: [
      'hi',
      'Hello, how are you today?',
      'thanks, that helps!',
      'Who are you and what can you do?',
      'tell me a joke',
      'Explain recursion to me in simple words',
      'Write a Python function that sorts a list',
      "I'm bored, give me an idea for the weekend",
      'good night',
    ],
    zh: [
      '你好',
      '早上好，今天怎么样？',
      '谢谢，帮大忙了！',
      '你是谁，会做什么？',
      '讲个笑话吧',
      '用简单的话解释一下递归',
      '写一个排序列表的 Python 函数',
      '晚安',
    ],
    de: [
      'hallo',
      'Guten Tag, wie geht es dir?',
      'danke, das hilft!',
      'Wer bist du und was kannst du?',
      'erzähl mir einen Witz',
      'Erklär mir Rekursion in einfachen Worten',
      'Schreib eine Python-Funktion, die eine Liste sortiert',
      'gute Nacht',
    ],
    fr: [
      'salut',
      'Bonjour, comment vas-tu ?',
      'merci, ça m’aide !',
      'Qui es-tu et que sais-tu faire ?',
      'raconte-moi une blague',
      'Explique-moi la récursivité simplement',
      'Écris une fonction Python qui trie une liste',
      'bonne nuit',
    ],
    es: [
      'hola',
      'Buenos días, ¿cómo estás?',
      '¡gracias, me ayuda!',
      '¿Quién eres y qué sabes hacer?',
      'cuéntame un chiste',
      'Explícame la recursividad en palabras sencillas',
      'Escribe una función de Python que ordene una lista',
      'buenas noches',
    ],
    ja: [
      'こんにちは',
      'おはよう、元気ですか',
      'ありがとう、助かりました',
      'あなたは誰で、何ができますか',
      '冗談を言って',
      '再帰を簡単な言葉で説明して',
      'リストを並べ替えるPython関数を書いて',
      'おやすみ',
    ],
  },
  run,
}

/**
 * @yields the answer as it is written
 * @throws ParleyError INPUT_TOO_LARGE where message and conversation do not fit the context
 */
async function* run(
  { params, history, signal }: PipelineRequest<ChatParameters>,
  { model }: Services,
): AsyncIterable<Part> {
  const [system, request] = renderPrompt(prompt, 'en', params)
  const messages = [system!, ...history, request!]
  let text = ''
  try {
    const options = { maxTokens: MAX_TOKENS, temperature: TEMPERATURE, topP: TOP_P, signal }
    for await (const chunk of model.generate({ messages, ...options })) {
      text += chunk
      yield { type: 'text', text: chunk }
    }
  } catch (error) {
    if (!(error instanceof ParleyError) || error.code !== 'OUTPUT_TRUNCATED') throw error
    text += ' […]'
    yield { type: 'text', text: ' […]' }
  }
  yield { type: 'result', result: { text, lang: detectLanguage(text).code } }
}
