/** The pipeline `translate`: sentence by sentence, with everything that must not change checked after the model wrote it. */
import { z } from 'zod'
import { ParleyError } from '../../errors.ts'
import { detectLanguage, languageName } from '../../text/language.ts'
import { findLockedSpans } from '../../text/locked-spans.ts'
import { languageParameter } from '../language-parameter.ts'
import { mapInOrder } from '../map-in-order.ts'
import type { Part, Pipeline, PipelineRequest, Services } from '../pipeline.ts'
import { splitDocument } from './split-document.ts'
import { createSentenceTranslator } from './translate-sentence.ts'

/** Sentences that are translated at one time: enough for a batch, few enough to leave room for other people. */
const PARALLEL_SENTENCES = 2

const parameters = z.object({
  text: z.string().trim().min(1).describe('The text to translate'),
  from: languageParameter
    .optional()
    .meta({ description: 'Language of the text, if it should not be guessed', placeholder: 'lang' }),
  to: languageParameter.meta({
    description: 'Language to translate into: a name or a code such as de',
    placeholder: 'lang',
  }),
})

export type TranslateParameters = z.output<typeof parameters>

export interface TranslateResult {
  from: string
  to: string
  /** Names of things, links, code and figures of the text that stand in the translation letter for letter. */
  kept: string[]
  /** Sentences that stand as they were, because the model gave no usable translation of them. */
  untranslated: string[]
}

export const translate: Pipeline<TranslateParameters, TranslateResult> = {
  name: 'translate',
  summary: 'Translate a text; links, code, mentions and figures stay as they are',
  parameters: parameters as unknown as Pipeline<TranslateParameters>['parameters'],
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  examples: {
    en: [
      'Translate this into German: the meeting is at noon.',
      'translate to Spanish: where is the key?',
      'How do you say "thank you for your patience" in French?',
      'Can you put this message into Chinese for our colleagues in Shanghai?',
      'What does "Feierabend" mean in English?',
      'I need the Japanese version of this announcement',
      'Please give me this in Italian',
      'translate the last answer into English',
      'English translation please: Guten Morgen zusammen',
      'say that in Portuguese',
    ],
    zh: [
      '把这句话翻译成英文：会议改到下午三点。',
      '请翻译成德语：你好，很高兴认识你。',
      '“谢谢您的耐心”用法语怎么说？',
      '这段话用日语怎么说',
      '帮我把下面的通知译成英语',
      '这个德语单词是什么意思',
      '翻译一下这封邮件',
      '请给我这条消息的中文版',
    ],
    de: [
      'Übersetze das ins Englische: Die Sitzung ist um zwölf.',
      'Wie sagt man „Vielen Dank für Ihre Geduld“ auf Spanisch?',
      'Kannst du diese Nachricht ins Chinesische übertragen?',
      'Was heißt „deadline“ auf Deutsch?',
      'Ich brauche das auf Französisch',
      'Bitte die Ankündigung ins Japanische übersetzen',
      'übersetz mir die letzte Antwort',
      'Gib mir bitte die deutsche Fassung von diesem Text',
    ],
    fr: [
      'Traduis ceci en anglais : la réunion est à midi.',
      'Comment dit-on « merci pour votre patience » en allemand ?',
      "Peux-tu mettre ce message en chinois pour l'équipe de Shanghai ?",
      'Que veut dire « Feierabend » en français ?',
      'Il me faut la version espagnole de cette annonce',
      'traduction en japonais, s’il te plaît',
      'traduire la dernière réponse en anglais',
      'Donne-moi ce texte en italien',
    ],
    es: [
      'Traduce esto al inglés: la reunión es a mediodía.',
      '¿Cómo se dice «gracias por su paciencia» en alemán?',
      '¿Puedes pasar este mensaje al chino para los compañeros de Shanghái?',
      '¿Qué significa «Feierabend» en español?',
      'Necesito la versión francesa de este anuncio',
      'traducción al japonés, por favor',
      'traduce la última respuesta al inglés',
      'Dame este texto en italiano',
    ],
    ja: [
      'これを英語に翻訳してください：会議は正午からです。',
      '「ご辛抱いただきありがとうございます」はドイツ語で何と言いますか',
      'このメッセージを中国語にしてもらえますか',
      '「Feierabend」は日本語でどういう意味ですか',
      'このお知らせのフランス語版が必要です',
      'スペイン語に訳して',
      '最後の回答を英語に訳してください',
      'この文を日本語にして',
    ],
  },
  run,
}

/**
 * Blank lines, lists, headings, tables and code blocks of the text come back as they were.
 * @yields the translation, sentence by sentence
 */
async function* run(
  { params, signal }: PipelineRequest<TranslateParameters>,
  { model }: Services,
): AsyncIterable<Part<TranslateResult>> {
  const { text, to } = params
  const from = params.from ?? detectLanguage(text).code
  const untranslated: string[] = []
  let translation = ''
  if (from === to) {
    yield { type: 'status', text: `The text is in ${languageName(to)} already.` }
    translation = text
    yield { type: 'text', text }
  } else {
    yield { type: 'status', text: `Translating from ${languageName(from)} into ${languageName(to)}…` }
    const translator = createSentenceTranslator({ model, from, to, signal })
    const pieces = splitDocument(text, from)
    const results = mapInOrder(pieces, PARALLEL_SENTENCES, async piece =>
      piece.kind === 'fixed' ? { text: piece.text, done: true } : translator(piece.text),
    )
    let index = 0
    for await (const result of results) {
      const piece = pieces[index++]!
      if (!result.done) untranslated.push(piece.text)
      // Between sentences the source's blank is the wrong one where only one of the two scripts separates them.
      const written = piece.kind === 'fixed' && piece.between ? sentenceGap(piece.text, to) : result.text
      translation += written
      yield { type: 'text', text: written }
    }
    if (untranslated.length > 0 && untranslated.length === pieces.filter(({ kind }) => kind === 'sentence').length) {
      throw new ParleyError(
        'OUTPUT_INVALID',
        `The model ${model.info.name} gave no usable translation from ${languageName(from)} into ${languageName(to)}; a larger model may (parley models list).`,
      )
    }
  }
  const kept = [...new Set(findLockedSpans(text).map(span => span.text))].filter(span => translation.includes(span))
  yield { type: 'result', result: { text: translation, lang: to, from, to, kept, untranslated } }
}

/** What stands between two sentences of one line in the target language. */
function sentenceGap(gap: string, to: string): string {
  return to === 'zh' || to === 'ja' ? '' : gap || ' '
}
