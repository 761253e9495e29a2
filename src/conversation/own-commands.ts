/** What Parley does itself, without a pipeline: `/parley help`, `settings`, `questions`, `reminders`, `export`, `forget`, and `remember` for the knowledge base. */
import type { AskedQuestions } from '../../knowledge/asked-questions.ts'
import { ParleyError } from '../errors.ts'
import { formatExcerpt } from '../text/excerpt.ts'
import { nearestName, suggestName } from '../text/nearest-name.ts'
import type { ChatPort, CommandEvent, Person, Place, ReplyFile } from './chat-port.ts'
import type { CommandDescription } from './command.ts'
import type { ConversationKnowledge } from './conversation-knowledge.ts'
import type { KnowledgeKeeper } from './keep-knowledge.ts'
import type { KnowledgeRights } from './knowledge-rights.ts'
import type { ListQuestions } from './list-questions.ts'
import type { Mirror } from './mirror.ts'
import type { RunReminders } from './reminder-command.ts'
import type { Reminders } from './reminders.ts'
import type { Replies } from './replies.ts'
import { parseSettings, type Settings, type SettingsSubject } from './settings.ts'
import { exportTasks } from './task-files.ts'
import type { Visits } from './visits.ts'

export interface OwnCommandsOptions {
  port: ChatPort
  commands: readonly CommandDescription[]
  settings: Settings
  mirror: Mirror
  replies: Replies
  visits: Visits
  keeper: KnowledgeKeeper
  conversations: ConversationKnowledge
  questions: AskedQuestions
  rights: KnowledgeRights
  listQuestions: ListQuestions
  reminders: Reminders
  runReminders: RunReminders
  now: () => Date
}

export interface OwnAnswer {
  /** What to tell the person, as Markdown. */
  text: string
  files?: readonly ReplyFile[]
}

export interface OwnCommands {
  /** Whether it is one of them, or a mistyped one; `/parley` with any other words is a question. */
  has(event: CommandEvent): boolean
  /**
   * Opens a form where the command asks for one and the platform has them; to be called while the event's trigger lives.
   * @returns false where there is none to open
   */
  openForm(event: CommandEvent): Promise<boolean>
  /** @throws ParleyError */
  run(event: CommandEvent, signal: AbortSignal): Promise<OwnAnswer>
  /** @throws ParleyError PERMISSION_DENIED */
  checkMayChange(person: Person, subject: SettingsSubject): Promise<void>
}

const names = ['help', 'settings', 'questions', 'reminders', 'export', 'forget'] as const

export function createOwnCommands(options: OwnCommandsOptions): OwnCommands {
  const { port, settings, mirror, replies, visits, keeper, conversations, questions, rights } = options

  async function checkMayChange(person: Person, subject: SettingsSubject): Promise<void> {
    if (subject.kind === 'person' || !port.canManage) return
    if (await port.canManage(person, subject.place)) return
    throw new ParleyError('PERMISSION_DENIED', 'Only those who manage this channel change its settings.')
  }

  /** `settings me …` are the person's; in a direct message there are no others. */
  function subjectOf(event: CommandEvent, words: string): { subject: SettingsSubject; values: string } {
    const own = /^me\b\s*/i.exec(words)
    if (own) return { subject: { kind: 'person', person: event.person }, values: words.slice(own[0].length) }
    if (event.place.audience === 'person') return { subject: { kind: 'person', person: event.person }, values: words }
    const channel = /^channel\b\s*/i.exec(words)
    const place: Place = { ...event.place, thread: undefined }
    return { subject: { kind: 'channel', place }, values: words.slice(channel?.[0].length ?? 0) }
  }

  async function runSettings(event: CommandEvent, words: string): Promise<string> {
    const { subject, values } = subjectOf(event, words)
    const heading = subject.kind === 'channel' ? 'Settings of this channel' : 'Your settings'
    if (values === '') {
      const hint = `Change one with \`/parley settings ${subject.kind === 'channel' ? '' : 'me '}NAME=VALUE\`.`
      return `**${heading}**\n${await settings.describe(subject)}\n\n${hint}`
    }
    await checkMayChange(event.person, subject)
    return `**${heading}**, as they are now\n${await settings.change(subject, parseSettings(values))}`
  }

  async function forget({ person }: CommandEvent): Promise<string> {
    const messages = await conversations.forgetPerson(person.id, () => mirror.removeAuthor(person.id))
    const answers = await replies.forgetPerson(person.id)
    const reminders = await options.reminders.forgetPerson(person.id)
    await visits.forgetPerson(person.id)
    await settings.forgetPerson(person.id)
    await questions.forgetPerson(port.name, person.id)
    return [
      `Forgotten: ${count(messages, 'message')} of yours, ${count(answers, 'answer')} to you, ${count(reminders, 'reminder')} you asked for, your questions, your ratings, your settings and when you were where.`,
      'What you write from now on in channels Parley is in is kept for summaries again; those who manage a channel can turn that off there with `/parley settings remember=no`. What you added to the knowledge base stays.',
    ].join('\n\n')
  }

  async function remember(event: CommandEvent, signal: AbortSignal): Promise<string> {
    const { place, person, target } = event
    await rights.checkMayAdd(person, place)
    const acl = await rights.aclOf(place, person)
    const shared = { channel: place.channel, acl, addedBy: person.id }
    const messageId = target?.id ?? event.id
    const added: string[] = []
    const text = target?.text ?? event.text
    if (text.trim() !== '') {
      const said = target ? ` (${target.author.name}, ${target.sentAt.slice(0, 10)})` : ''
      const title = `${formatExcerpt(text, 60)}${said}`
      await keeper.add({ ...shared, messageId, content: { title, text } }, signal)
      added.push(formatExcerpt(text, 60))
    }
    for (const file of [...(target?.files ?? []), ...(event.files ?? [])]) {
      if (!port.readFile) break
      const bytes = await port.readFile(file, signal)
      await keeper.add({ ...shared, messageId, content: { id: file.id, name: file.name, bytes } }, signal)
      added.push(file.name)
    }
    if (added.length === 0)
      throw new ParleyError('INPUT_INVALID', 'Expected a message or a file to add to the knowledge base.')
    const readers = acl.includes('public')
      ? 'Everybody can ask about it.'
      : 'Those who can read this channel can ask about it.'
    return `Added to the knowledge base: ${added.map(name => `“${name}”`).join(', ')}. ${readers}`
  }

  async function exportLast({ place, person }: CommandEvent): Promise<OwnAnswer> {
    const tasks = (await replies.lastWithTasks(place.channel, person.id))?.tasks ?? []
    if (tasks.length > 0) return exportTasks(tasks, { port, now: options.now() })
    throw new ParleyError('INPUT_INVALID', 'There are no minutes with tasks here. Ask for them with /minutes.')
  }

  function help(): string {
    const commands = options.commands.map(({ name, summary }) => `- \`/${name}\`: ${summary}`)
    const own = [
      '- `/parley settings`: settings of this channel; `/parley settings me`: yours',
      '- `/parley questions`: what was asked and not answered, for those who keep the knowledge',
      '- `/parley reminders`: what this channel will be reminded of',
      '- `/parley export`: the tasks of the last minutes, for a calendar and as a table',
      '- `/parley forget`: remove what Parley keeps about you',
    ]
    return [
      'Ask in your own words, in a direct message or with a mention, or use a command:',
      '',
      ...commands,
      ...own,
    ].join('\n')
  }

  return {
    has({ name, text }) {
      if (name !== 'parley') return name === 'remember'
      const [first = '', ...more] = text.trim().split(/\s+/)
      if (first === '' || names.some(own => own === first)) return true
      return more.length === 0 && nearestName(first, names) !== undefined
    },
    async openForm(event) {
      const words = /^\s*settings\s*(me|channel)?\s*$/i.exec(event.text)
      if (event.name !== 'parley' || !words || !event.trigger || !port.openForm) return false
      const { subject } = subjectOf(event, words[1] ?? '')
      try {
        await checkMayChange(event.person, subject)
      } catch {
        // The line that says why is written as an answer.
        return false
      }
      await port.openForm(event.trigger, await settings.form(subject))
      return true
    },
    async run(event, signal) {
      if (event.name === 'remember') return { text: await remember(event, signal) }
      const [, name = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(event.text) ?? []
      if (name === '' || name === 'help') return { text: help() }
      if (name === 'settings') return { text: await runSettings(event, rest.trim()) }
      if (name === 'questions') return { text: await options.listQuestions(event, signal) }
      if (name === 'reminders') return { text: await options.runReminders(event, rest.trim()) }
      if (name === 'export') return exportLast(event)
      if (name === 'forget') return { text: await forget(event) }
      throw new ParleyError('INPUT_INVALID', `There is no /parley ${name}: ${suggestName(name, names)}`)
    },
    checkMayChange,
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
