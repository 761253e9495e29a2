/** The pipeline `classify`: sentiment, topic and spam, or labels that somebody taught by examples. */
import { z } from 'zod'
import type { Classification, Classifier, LabelDefinition } from '../learning/classifiers.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import type { Part, Pipeline, PipelineRequest, Services } from './pipeline.ts'

const builtInSets = ['sentiment', 'topic', 'spam'] as const
type BuiltInSet = (typeof builtInSets)[number]

const parameters = z
  .object({
    text: z.string().trim().min(1).describe('The text to classify'),
    set: z.enum(builtInSets).optional().describe('Labels that come with Parley; without any, all three'),
    labels: z
      .array(
        z.strictObject({
          label: z.string().trim().min(1),
          description: z.string().trim().min(1).optional(),
          examples: z.array(z.string()).default([]),
        }),
      )
      .optional()
      .meta({ file: true, description: 'Labels of your own, a line {"label", "description", "examples"} each' }),
    examples: z
      .array(z.object({ text: z.string().trim().min(1), label: z.string().trim().min(1) }))
      .optional()
      .meta({ file: true, description: 'Examples to learn labels from, a line {"text", "label"} each' }),
    instruction: z.string().optional().describe('What is asked about the text; it can name the set'),
  })
  .refine(({ set, labels, examples }) => set === undefined || (labels === undefined && examples === undefined), {
    error: 'expected either a set that comes with Parley or labels of your own, not both',
    path: ['set'],
  })

export type ClassifyParameters = z.output<typeof parameters>

type Judgement = Pick<Classification, 'label' | 'scores' | 'accepted'>

/** Of several built-in sets, `label`, `scores` and `accepted` are those of the first; where nobody chose, that is sentiment. */
export interface ClassifyResult extends Judgement {
  /** Where there are several: what each set says, by its name. */
  sets?: Record<string, Judgement>
}

export const classify: Pipeline<ClassifyParameters, ClassifyResult> = {
  name: 'classify',
  summary: 'Say what kind of text it is: sentiment, topic, spam, or labels of your own',
  parameters: parameters as Pipeline<ClassifyParameters>['parameters'],
  input: { field: 'text', kind: 'text', placeholder: 'TEXT' },
  withoutModel: true,
  examples: {
    en: [
      'Is this message spam: you have won a prize, click here',
      'What is the sentiment of this review?',
      'Is this comment positive or negative? "The room was dirty"',
      'classify this: the app crashes when I open it',
      'What topic is this text about?',
      'Which category does this ticket belong to?',
      'Is this mail a phishing attempt?',
      'Does the customer sound angry or happy?',
      'Label this message',
      'Tell me the mood of this text: what a day',
    ],
    zh: [
      '这条消息是垃圾信息吗：您中奖了，请点击链接',
      '这条评论的情感是什么？',
      '这句话是正面的还是负面的：房间很脏',
      '给这段文字分类',
      '这篇文章属于什么主题？',
      '这张工单应该归到哪一类？',
      '这封邮件是不是钓鱼邮件',
      '客户听起来是生气还是高兴？',
      '给这条消息打标签',
    ],
    de: [
      'Ist diese Nachricht Spam: Sie haben gewonnen, klicken Sie hier',
      'Welche Stimmung hat diese Bewertung?',
      'Ist der Kommentar positiv oder negativ? „Das Zimmer war schmutzig“',
      'Ordne diesen Text ein: die App stürzt beim Öffnen ab',
      'Zu welchem Thema gehört dieser Text?',
      'In welche Kategorie fällt dieses Ticket?',
      'Ist diese Mail ein Phishing-Versuch?',
      'Klingt der Kunde verärgert oder zufrieden?',
      'Klassifiziere diese Nachricht',
    ],
    fr: [
      'Ce message est-il un spam : vous avez gagné, cliquez ici',
      'Quel est le sentiment de cet avis ?',
      'Ce commentaire est-il positif ou négatif ? « La chambre était sale »',
      'Classe ce texte : l’application plante à l’ouverture',
      'Quel est le sujet de ce texte ?',
      'Dans quelle catégorie ranger ce ticket ?',
      'Ce mail est-il une tentative de hameçonnage ?',
      'Le client a-t-il l’air fâché ou content ?',
      'Mets une étiquette à ce message',
    ],
    es: [
      '¿Este mensaje es spam?: ha ganado un premio, pulse aquí',
      '¿Qué sentimiento tiene esta reseña?',
      '¿Es positivo o negativo este comentario? «La habitación estaba sucia»',
      'Clasifica este texto: la aplicación se cierra al abrirla',
      '¿De qué tema trata este texto?',
      '¿A qué categoría pertenece esta incidencia?',
      '¿Este correo es un intento de phishing?',
      '¿El cliente suena enfadado o contento?',
      'Pon una etiqueta a este mensaje',
    ],
    ja: [
      'このメッセージは迷惑メールですか：当選しました、クリックしてください',
      'このレビューの感情は何ですか',
      'このコメントは肯定的ですか、否定的ですか：部屋が汚かった',
      'この文章を分類して',
      'この文章のトピックは何ですか',
      'この問い合わせはどのカテゴリに入りますか',
      'このメールはフィッシングですか',
      'お客様は怒っているのか満足しているのか判定して',
      'このメッセージにラベルを付けて',
    ],
  },
  run,
}

/** @yields the labels with their probabilities, and the examples that they were given for */
async function* run(
  { params, signal }: PipelineRequest<ClassifyParameters>,
  { classifiers }: Services,
): AsyncIterable<Part<ClassifyResult>> {
  yield { type: 'status', text: 'Comparing with examples…' }
  const definitions = definitionsOf(params)
  const sets = definitions ? [] : chooseSets(params)
  const chosen = definitions ? [classifiers.train(definitions, signal)] : sets.map(set => classifiers.get(set, signal))
  const decisions = await Promise.all(chosen.map(classifier => decide(classifier, params.text, signal)))
  const first = decisions[0]!
  let text = formatDecision(first)
  let result: ClassifyResult = judgementOf(first)
  if (decisions.length > 1) {
    text = sets.map((set, i) => `- ${setNames[set]}: ${formatLine(decisions[i]!)}`).join('\n')
    result = { ...result, sets: Object.fromEntries(sets.map((set, i) => [set, judgementOf(decisions[i]!)])) }
  }
  yield { type: 'text', text }
  yield { type: 'result', result: { ...result, text, lang: 'en' } }
}

async function decide(classifier: Promise<Classifier>, text: string, signal: AbortSignal): Promise<Classification> {
  const [decision] = await (await classifier).classify([text], signal)
  return decision!
}

function judgementOf({ label, scores, accepted }: Classification): Judgement {
  return { label, scores, accepted }
}

/** Labels of the request; the examples of a label may come from both fields. */
function definitionsOf({ labels, examples }: ClassifyParameters): LabelDefinition[] | undefined {
  if (!labels && !examples) return undefined
  return [...(labels ?? []), ...(examples ?? []).map(({ label, text }) => ({ label, examples: [text] }))]
}

const setNames: Readonly<Record<BuiltInSet, string>> = { sentiment: 'Sentiment', topic: 'Topic', spam: 'Spam' }

/** What people call the sets when they ask in words. */
const setWords: Readonly<Record<BuiltInSet, RegExp>> = {
  sentiment:
    /sentiment|sentimiento|mood|\btone\b|feel|posit|negat|négat|angry|happy|stimmung|gefühl|verärgert|humeur|fâché|ánimo|enfadad|情感|情绪|情緒|正面|负面|感情|肯定|否定|ポジティブ|ネガティブ|気分|怒って/iu,
  topic:
    /topic|subject|about|thema|worum|sujet|thème|de quoi|\btema\b|trata|主题|主題|话题|話題|关于|トピック|テーマ|何について/iu,
  spam: /spam|phish|scam|junk|fraud|betrug|pourriel|hameçon|arnaque|estafa|basura|垃圾|诈骗|詐騙|钓鱼|迷惑|スパム|フィッシング|詐欺/iu,
}

function chooseSets({ set, instruction }: ClassifyParameters): readonly BuiltInSet[] {
  if (set) return [set]
  const asked = builtInSets.filter(name => instruction !== undefined && setWords[name].test(instruction))
  return asked.length > 0 ? asked : builtInSets
}

/** A runner-up that is less likely is not worth a word. */
const MIN_SHOWN = 0.01
const MAX_EXAMPLE_CHARS = 80

function formatDecision(decision: Classification): string {
  const { label, nearest, accepted } = decision
  const own = nearest.filter(example => example.label === label).slice(0, 2)
  const shown = accepted && own.length > 0 ? own : nearest.slice(0, 1)
  const examples = shown.map(example => `“${formatExcerpt(example.text, MAX_EXAMPLE_CHARS)}” (${example.label})`)
  return `${formatLine(decision)}\nMost like: ${examples.join(', ')}`
}

function formatLine({ label, scores, accepted }: Classification): string {
  if (!accepted) return `none of the labels fits; nearest is **${label}** (${formatShare(scores[label]!)})`
  const [next] = Object.entries(scores)
    .filter(([name]) => name !== label)
    .sort((a, b) => b[1] - a[1])
  const runnerUp = next && next[1] >= MIN_SHOWN ? `, then ${next[0]} (${formatShare(next[1])})` : ''
  const doubt = scores[label]! < 0.5 ? 'unsure, perhaps ' : ''
  return `${doubt}**${label}** (${formatShare(scores[label]!)})${runnerUp}`
}

function formatShare(share: number): string {
  const percent = Math.round(share * 100)
  if (percent === 100) return 'over 99%'
  return percent === 0 ? 'under 1%' : `${percent}%`
}
