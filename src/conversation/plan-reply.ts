/** Decides, before there is an answer, who will see it, in which language it is asked for, and whether there may be one at all. */
import { ParleyError } from '../errors.ts'
import type { Pipeline } from '../pipelines/pipeline.ts'
import type { ChatPort, CommandEvent } from './chat-port.ts'
import type { Question } from './inbox.ts'
import { readsElsewhere } from './locate-messages.ts'
import type { Router } from './router.ts'
import type { ChannelSettings, PersonSettings, Settings } from './settings.ts'

export interface Plan {
  /** Only the person who asks will see the reply. */
  private: boolean
  /** ISO 639-1 code that the person or the channel has set. */
  language?: string
  /** Why there will be no answer. */
  refusal?: ParleyError
}

export interface PlannerOptions {
  port: ChatPort
  pipelines: readonly Pipeline[]
  router: Router
  settings: Settings
  /** Commands that Parley answers by itself. */
  isOwn: (command: CommandEvent) => boolean
}

export interface Planner {
  /** Takes milliseconds, whatever the model is doing. */
  plan(question: Question): Promise<Plan>
}

export function createPlanner({ port, pipelines, router, settings, isOwn }: PlannerOptions): Planner {
  return {
    async plan(question) {
      const { place, person } = question
      const theirs = await settings.ofPerson(person.id)
      const language = theirs.language === 'auto' ? undefined : theirs.language
      if (place.audience === 'person') return { private: false, language }
      const channel = await settings.ofChannel(place.channel)
      const plan = { language: language ?? (channel.language === 'auto' ? undefined : channel.language) }
      const refusal = refuse(question, channel, isOwn)
      if (refusal) return { ...plan, private: port.can.private, refusal }
      return { ...plan, private: port.can.private && (await isPrivate(question, theirs)) }
    },
  }

  async function isPrivate(question: Question, { replies }: PersonSettings): Promise<boolean> {
    if (question.private) return true
    if (question.type === 'command' && isOwn(question)) return true
    if (replies === 'private') return true
    // What others here may not be able to read is for nobody else, whatever is set.
    if (replies === 'public' && !readsElsewhere(question, port)) return false
    const name = question.type === 'command' ? question.name : await guess(question)
    const pipeline = pipelines.find(pipeline => pipeline.name === name)
    return pipeline?.input.kind === 'conversation'
  }

  async function guess(question: Question): Promise<string | undefined> {
    try {
      return (await router.guess({ text: question.text })).pipeline
    } catch {
      // A command that is written wrongly: the answer says so, to all.
      return undefined
    }
  }
}

function refuse(
  question: Question,
  { answer }: ChannelSettings,
  isOwn: (command: CommandEvent) => boolean,
): ParleyError | undefined {
  if (question.type === 'command' && isOwn(question)) return undefined
  const change =
    'Those who manage it can change that with `/parley settings`; in a direct message Parley answers always.'
  if (answer === 'off') return new ParleyError('PERMISSION_DENIED', `Parley is switched off in this channel. ${change}`)
  if (answer === 'commands' && question.type === 'message') {
    return new ParleyError('PERMISSION_DENIED', `In this channel Parley answers commands only. ${change}`)
  }
  return undefined
}
