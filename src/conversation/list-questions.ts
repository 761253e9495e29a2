/** `/parley questions`: what was asked and not answered, and what people would have answered, for those who keep the knowledge. */
import {
  type AskedPlace,
  type AskedQuestion,
  type AskedQuestions,
  groupQuestions,
} from '../../knowledge/asked-questions.ts'
import type { CuratedAnswers } from '../../knowledge/curated-answers.ts'
import type { Embedder } from '../models/embedder.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import { escapeMarkdown } from '../text/markdown/escape-markdown.ts'
import type { ChatPort, CommandEvent, Person } from './chat-port.ts'
import type { KnowledgeRights } from './knowledge-rights.ts'

export interface QuestionListOptions {
  port: ChatPort
  questions: AskedQuestions
  curated: CuratedAnswers
  embedder: Embedder
  rights: KnowledgeRights
}

/** @returns Markdown @throws ParleyError PERMISSION_DENIED in a channel where the person may not add to the knowledge base */
export type ListQuestions = (event: CommandEvent, signal: AbortSignal) => Promise<string>

/** The most of the latest questions that are looked through, channels that are asked for, and lines that are shown. */
const MAX_QUESTIONS = 1000
const MAX_CHANNELS = 50
const MAX_SHOWN = 20

export function createQuestionList(options: QuestionListOptions): ListQuestions {
  const { port, questions, curated, embedder, rights } = options

  /** Tells of each channel once whether the person keeps its knowledge: can read it, and may add there. */
  function keeperOf(person: Person, event: CommandEvent): (asked: AskedQuestion) => Promise<boolean> {
    const known = new Map<string, Promise<boolean>>()
    return async asked => {
      const { channel } = asked.place
      const isForAll = event.place.audience === 'channel' && !port.can.private
      // What all of a channel will read is about what all of it has seen.
      if (isForAll && (channel !== event.place.channel || asked.isPrivate)) return false
      if (asked.person === person.id) return true
      if (asked.isPrivate || asked.place.audience === 'person') return false
      if (!known.has(channel) && known.size >= MAX_CHANNELS) return false
      const may = known.get(channel) ?? rights.mayAdd(person, asked.place).catch(() => false)
      known.set(channel, may)
      return may
    }
  }

  async function nameOf(place: AskedPlace): Promise<string> {
    if (place.audience === 'person') return ''
    const name = await port.nameOf?.(place).catch(() => undefined)
    return name ? `, ${escapeMarkdown(name)}` : ''
  }

  return async (event, signal) => {
    const { person, place } = event
    await rights.checkMayAdd(person, place)
    const platform = port.name
    const isKeeper = keeperOf(person, event)
    const mine = async <T>(items: readonly T[], askedOf: (item: T) => AskedQuestion): Promise<T[]> => {
      const kept: T[] = []
      for (const item of items) if (await isKeeper(askedOf(item))) kept.push(item)
      return kept
    }
    const unanswered = await questions.list({ platform, answered: false, limit: MAX_QUESTIONS })
    const groups = await groupQuestions(await mine(unanswered, asked => asked), embedder, signal)
    const lines: string[] = []
    for (const { question: asked, count } of groups) {
      if (lines.length >= MAX_SHOWN) break
      if (await isAnsweredNow(asked, signal)) continue
      const times = count > 1 ? `${count}×, ` : ''
      const last = `${times}last on ${asked.askedAt.toISOString().slice(0, 10)}${await nameOf(asked.place)}`
      lines.push(`- ${quote(asked.question)} (${last})`)
    }
    const suggested = await mine(await questions.suggestions({ platform, limit: MAX_QUESTIONS }), ({ asked }) => asked)
    const ideas: string[] = []
    for (const { asked, suggestion } of suggested) {
      if (ideas.length >= MAX_SHOWN) break
      if (await isAnsweredNow(asked, signal)) continue
      ideas.push(`- ${quote(asked.question)}: ${quote(suggestion)}`)
    }
    return [
      lines.length > 0 ? `**Not answered**\n${lines.join('\n')}` : 'No question is left without an answer.',
      ideas.length > 0 ? `**Suggested answers**\n${ideas.join('\n')}` : '',
    ]
      .filter(part => part !== '')
      .join('\n\n')
  }

  /** Somebody has approved an answer since. */
  async function isAnsweredNow({ question, readers }: AskedQuestion, signal: AbortSignal): Promise<boolean> {
    return (await curated.find({ question, readers, signal }))?.isSure === true
  }
}

function quote(text: string): string {
  return escapeMarkdown(formatExcerpt(text, 200))
}
